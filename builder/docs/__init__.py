"""The documentation as a site of its own: written pages, and a reference that is generated.

`written` reads the pages that people wrote (`site_templates/docs/`), the other modules make the
reference out of what the program itself goes by: schemas, codes, presets, the command line. `site`
puts both into MkDocs, once in Chinese and once in English.
"""
