"""The controlled vocabularies of the EU Publications Office that DCAT-AP 3 prescribes, and what of ours each term stands for; pure."""

from __future__ import annotations

from typing import Final

from catalog.exchange.dcat.graph import Node, Text, zh
from catalog.exchange.distributions import format_label

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"

ACCESS: Final[dict[str, str]] = {
    "unconditional": "PUBLIC",
    "conditional": "RESTRICTED",
    "not_shared": "NON_PUBLIC",
}

#: Three times a month is what a ten-day cycle (每旬) is there.
FREQUENCY: Final[dict[str, str]] = {
    "realtime": "CONT",
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "ten_days": "MONTHLY_3",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "half_yearly": "ANNUAL_2",
    "yearly": "ANNUAL",
    "irregular": "IRREG",
}

FILE_TYPE: Final[dict[str, str]] = {
    "bmp": "BMP",
    "csv": "CSV",
    "dbf": "DBF",
    "doc": "DOC",
    "docx": "DOCX",
    "epub": "EPUB",
    "geojson": "GEOJSON",
    "gif": "GIF",
    "gml": "GML",
    "gz": "GZIP",
    "html": "HTML",
    "jpg": "JPEG",
    "json": "JSON",
    "kml": "KML",
    "kmz": "KMZ",
    "netcdf": "NETCDF",
    "ods": "ODS",
    "odt": "ODT",
    "pdf": "PDF",
    "ppt": "PPT",
    "pptx": "PPTX",
    "rdf": "RDF",
    "rest": "REST",
    "rtf": "RTF",
    "shp": "SHP",
    "tif": "TIFF",
    "tsv": "TSV",
    "txt": "TXT",
    "wfs": "WFS_SRVC",
    "wms": "WMS_SRVC",
    "xls": "XLS",
    "xlsx": "XLSX",
    "xml": "XML",
    "zip": "ZIP",
}

CHINESE: Final = Node(f"{_AUTHORITY}/language/ZHO", ("dct:LinguisticSystem",))


def access_rights(sharing_type: str | None) -> Node | None:
    """Return the access right of a sharing type: 无条件 PUBLIC, 有条件 RESTRICTED, 不予共享 NON_PUBLIC."""
    term = ACCESS.get(sharing_type or "")
    return Node(f"{_AUTHORITY}/access-right/{term}", ("dct:RightsStatement",)) if term else None


def frequency(update_cycle: str | None) -> Node | None:
    """Return the frequency of an update cycle."""
    term = FREQUENCY.get(update_cycle or "")
    return Node(f"{_AUTHORITY}/frequency/{term}", ("dct:Frequency",)) if term else None


def file_format(name: str | None) -> Node | None:
    """Return what a format is: a file type of the Publications Office, else a node that only bears its name."""
    if not name:
        return None
    if name in FILE_TYPE:
        return Node(f"{_AUTHORITY}/file-type/{FILE_TYPE[name]}", ("dct:MediaTypeOrExtent",))
    chinese, english = format_label(name)
    labels = (zh(chinese), Text(english, language="en")) if chinese != english else (Text(english),)
    return Node(None, ("dct:MediaTypeOrExtent",), tuple(("rdfs:label", label) for label in labels))
