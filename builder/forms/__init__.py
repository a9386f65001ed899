"""A form for those who don't like YAML: Sveltia CMS in a folder of the site, and what it is told.

`fields` turns a node of a schema into a field of the form, `variants` says which forms a kind has,
`config` makes the whole configuration of the schemas and the people of a school, `host` knows the
Git host, `links` the address of a record's form, `assets` the files of the pinned package, and
`page` writes it all into the site.

What is saved in the form is one record in one file, `form-….yml`, and such files are all that the
form ever opens: it drops the comments of a file that it saves, and would take a log of many
records for one. Whatever else stands in the repository is out of its reach.
"""
