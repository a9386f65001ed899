"""`python -m builder` is the same command as `shouwang`."""

from builder.cli import main

main()
