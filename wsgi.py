"""The WSGI entry: ``granian --interface wsgi wsgi:app``."""

from catalog.app import create_app
from catalog.settings import read

app = create_app(read())
