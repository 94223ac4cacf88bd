"""An entry as a schema.org ``Dataset``, which its page carries for search engines; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalog.exchange.dcat import addresses
from catalog.exchange.distributions import Distribution, distributions, format_label
from catalog.lists import vocabulary
from catalog.lists.queries import Entry

CATALOG_NAME: Final = "云长制数据资源目录"

#: The limit search engines set for a description.
DESCRIPTION_LIMIT: Final = 5000


def schema_org(entry: Entry, base_url: str) -> dict[str, Any]:
    """Return the JSON-LD of an entry's page: https://schema.org/Dataset, in Chinese.

    Parameters
    ----------
    entry
        The entry as ``lists.queries.show`` tells it; only its governing content is told.
    base_url
        The address of the service, for example ``https://data.example/``.
    """
    summary, content = entry.summary, entry.content
    page = addresses.entry_page(base_url, summary.id)
    made = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": summary.name,
        "description": content.get("abstract", summary.name)[:DESCRIPTION_LIMIT],
        "identifier": summary.code or summary.id,
        "inLanguage": "zh-CN",
        "keywords": keywords(content),
        "publisher": {"@type": "GovernmentOrganization", "name": summary.department},
        "spatialCoverage": {"@type": "Place", "name": summary.region},
        "datePublished": summary.issued_on.isoformat() if summary.issued_on else None,
        "dateModified": summary.updated_at.isoformat(),
        "conditionsOfAccess": _conditions(entry),
        "version": entry.version,
        "variableMeasured": [_variable(item) for item in content.get("items", ())],
        "distribution": [_download(each, page) for each in distributions(content)],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": CATALOG_NAME, "url": addresses.catalog(base_url)},
    }
    return {name: value for name, value in made.items() if value not in (None, [])}


def keywords(content: Mapping[str, Any]) -> list[str]:
    """Return the words an entry is labelled with: its tags, then its theme.

    >>> keywords({"theme": "交通", "tags": ["停车", "交通"]})
    ['停车', '交通']
    """
    return list(dict.fromkeys(word for word in (*content.get("tags", ()), content.get("theme")) if word))


def _conditions(entry: Entry) -> str | None:
    term = vocabulary.SHARING_TYPES.get(entry.summary.sharing_type or "")
    if term is None:
        return None
    said = entry.content.get("sharing_conditions")
    return f"{term.zh}：{said}" if said else term.zh


def _variable(item: Mapping[str, Any]) -> dict[str, Any]:
    described = {"description": item["description"]} if item.get("description") else {}
    return {"@type": "PropertyValue", "name": item["name"], **described}


def _download(distribution: Distribution, page: str) -> dict[str, Any]:
    made = {
        "@type": "DataDownload",
        "@id": f"{page}#{distribution.key}",
        "name": distribution.name[0],
        "url": distribution.address or page,
        "encodingFormat": format_label(distribution.format)[0] or None,
        "contentSize": distribution.volume,
        "datePublished": distribution.issued,
        "dateModified": distribution.refreshed,
    }
    return {name: value for name, value in made.items() if value is not None}
