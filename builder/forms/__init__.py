"""A form for those who don't like YAML: Sveltia CMS in a folder of the site, and what it is told.

`fields` turns a node of a schema into a field of the form, `config` the schemas and the people of a
school into the whole configuration, `links` a record to be written into the address of its form,
`assets` knows the files of the pinned package, `page` writes it all into the site.

What is saved in the form is one record in one file, `form-….yml`, and such files are all that the
form ever opens: it drops the comments of a file that it saves, and would take a log of many
records for one. Whatever else stands in the repository is out of its reach.
"""
