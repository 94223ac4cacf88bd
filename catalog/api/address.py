"""Under which address others reach the service."""

from __future__ import annotations

from flask import request

from catalog import reception


def base_url() -> str:
    """Return the address of the service, ending in ``/``: the one that is set, else the one this request was sent to."""
    said = reception.office().settings.public_url
    return f"{said.rstrip('/')}/" if said else request.url_root
