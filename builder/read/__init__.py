"""From a folder of files to linked, typed records, in the four steps of records.md.

`scan` finds the files, `decode` makes text of bytes, `structure` makes plain mappings and lists of
YAML, `form` reads them through the schemas, `linking` resolves references, `loading` runs it all.
"""
