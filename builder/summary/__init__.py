"""The semester summary: sections of figures, each resting on records, and its written forms."""
