"""What a family may have of what is on record about their child: `file` collects it, `page` and
`word` write it."""
