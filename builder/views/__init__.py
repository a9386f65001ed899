"""What the pages show: one module a page, each a typed context and the pure function that builds it."""
