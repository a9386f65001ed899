"""The commands behind `shouwang`: each a function that returns its exit status."""
