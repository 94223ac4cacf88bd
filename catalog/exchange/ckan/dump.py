"""Every package in a file, as a dump of a CKAN portal is."""

from __future__ import annotations

from pathlib import Path

from catalog.canon import canonical
from catalog.exchange.ckan.packages import package
from catalog.exchange.target import replacing
from catalog.lists import harvest
from catalog.office import Look


def export_packages(look: Look, path: Path, base_url: str) -> int:
    """Write each published entry as one line of JSON, as ``package_show`` tells it; return how many.

    Raises
    ------
    NotFound, Invalid
        The file cannot be written there.
    """
    written = 0
    with replacing(path) as partial, partial.open("wb") as out:
        for entries in harvest.walk(look):
            out.writelines(canonical(package(entry, base_url)).encode() + b"\n" for entry in entries)
            written += len(entries)
    return written
