"""The catalog as CKAN's Action API v3 tells one, read side: what a harvester for CKAN portals asks, and how it is answered.

A *package* is a published entry, its *organization* the department that stands for the provider today, its *groups* are nodes
of the classification, its *tags* the theme, its *resources* the forms in which the entry can be had. Groups are the
classification because its codes are ASCII, governed and stand on every published entry; a theme is free text, which is what
tags are. Names are ASCII and lead back: a package's is its resource code with ``-`` for ``/``, an organization's the unified
social credit code, a group's the classification code. Texts are Chinese, as the entries are.
"""
