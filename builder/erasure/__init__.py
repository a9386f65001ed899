"""A child leaves: the records, and the history of the records, without one child.

`marks` knows by what a child can be known, `file` takes it out of one file, `records` out of all
of them, `history` out of every commit of a copy, and `traces` looks whether anything is left.
"""
