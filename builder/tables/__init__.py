"""Records in tables: a school's registers as a workbook, and a school's own tables as records.

```
file ─ grid ─ table (which rows, which columns) ─ draft (a row's values) ─┬─ identity ─ plan ─ write
                                                        store ────────────┘
store ─ registers ─ workbook
```

Both ways go through the same columns (`columns`) and the same way of writing a value into a cell
(`cells`), so that what is written out comes back in as it was.
"""
