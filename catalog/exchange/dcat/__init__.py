"""The catalog in the words of the web: DCAT-AP 3 (Turtle, JSON-LD) for portals that harvest, schema.org for search engines."""
