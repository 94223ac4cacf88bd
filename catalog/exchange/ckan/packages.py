"""Entries, departments and nodes in the shapes of CKAN 2.10; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from catalog.canon import canonical
from catalog.exchange.ckan import names
from catalog.exchange.dcat import addresses
from catalog.exchange.distributions import Distribution, distributions
from catalog.lists.harvest import Node, Provider, Published

Shape = dict[str, Any]

LICENSE: Final[Shape] = {
    "id": "notspecified",
    "title": "未指定许可 License not specified",
    "url": "",
    "status": "active",
    "family": "",
    "domain_content": False,
    "domain_data": False,
    "domain_software": False,
    "is_generic": True,
    "is_okd_compliant": False,
    "is_osi_compliant": False,
    "od_conformance": "not reviewed",
    "osd_conformance": "not reviewed",
    "maintainer": "",
}
"""The only licence there is: what may be done with data is said by its sharing type and conditions."""

_OF_CONTENT: Final = (
    "sharing_conditions",
    "sharing_purpose",
    "legal_basis",
    "sharing_modes",
    "open_conditions",
    "formats",
    "format_note",
    "items",
    "related",
)
"""The core fields of the guide that stand in the content document under their own names."""


def package(entry: Published, base_url: str) -> Shape:
    """Return an entry as a package; the core fields of the guide that CKAN has no place for stand in ``extras``."""
    resources = [resource(entry, form, at, base_url) for at, form in enumerate(distributions(entry.content, entry.kinds))]
    tags = [tag(entry.content["theme"])] if entry.content.get("theme") else []
    return {
        "id": entry.id,
        "name": names.package_name(entry.id, entry.code),
        "title": entry.name,
        "notes": entry.content.get("abstract", ""),
        "url": addresses.entry_page(base_url, entry.id),
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": False,
        "license_id": LICENSE["id"],
        "license_title": LICENSE["title"],
        "version": str(entry.version),
        "author": entry.provider.name,
        "author_email": "",
        "maintainer": "",
        "maintainer_email": "",
        "creator_user_id": None,
        "owner_org": entry.provider.id,
        "organization": organization(entry.provider),
        "groups": [group(node) for node in entry.nodes],
        "tags": tags,
        "num_tags": len(tags),
        "resources": resources,
        "num_resources": len(resources),
        "extras": [{"key": key, "value": value} for key, value in extras(entry).items()],
        "metadata_created": instant(entry.created_at),
        "metadata_modified": instant(entry.updated_at),
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def extras(entry: Published) -> dict[str, str]:
    """Return the core fields of the guide that CKAN has no place for; what is no text is JSON, what is not stated is not there."""
    content = entry.content
    said = {
        "code": entry.code,
        "region": entry.region,
        "tier": entry.tier,
        "sharing_type": entry.sharing_type,
        "openness": entry.openness,
        "update_cycle": entry.update_cycle,
        "grade": entry.grade,
        "local_grade": entry.local_grade,
        "issued_on": entry.issued_on.isoformat() if entry.issued_on else None,
        "accessed": entry.accessed,
        "keywords": content.get("tags"),
        **{field: content.get(field) for field in _OF_CONTENT},
    }
    return {
        field: value if isinstance(value, str) else canonical(value)
        for field, value in said.items()
        if value is not None and value not in ("", [])
    }


def resource(entry: Published, form: Distribution, position: int, base_url: str) -> Shape:
    """Return one form of an entry; its address only where it is a public one, else that of the entry's page."""
    identity = names.resource_id(entry, form.key)
    return {
        "id": identity,
        "package_id": entry.id,
        "name": form.name[0],
        "description": form.volume or "",
        "url": form.address or addresses.entry_page(base_url, entry.id),
        "url_type": None,
        "format": (form.format or form.mode).upper(),
        "mimetype": None,
        "resource_type": form.mode,
        "position": position,
        "state": "active",
        "hash": "",
        "size": None,
        "created": f"{form.issued}T00:00:00.000000" if form.issued else instant(entry.created_at),
        "last_modified": f"{form.refreshed}T00:00:00.000000" if form.refreshed else None,
        "metadata_modified": instant(entry.updated_at),
    }


def organization(provider: Provider, **also: Any) -> Shape:
    """Return a department as an organization."""
    return {**_body(provider.id, names.organization_name(provider), provider.name, "organization"), **also}


def group(node: Node, **also: Any) -> Shape:
    """Return a node of the classification as a group; its code is its id and its name."""
    return {**_body(node.code, node.code, node.name, "group"), **also}


def _body(identity: str, name: str, title: str, kind: str) -> Shape:
    return {
        "id": identity,
        "name": name,
        "title": title,
        "display_name": title,
        "type": kind,
        "is_organization": kind == "organization",
        "description": "",
        "image_url": "",
        "image_display_url": "",
        "approval_status": "approved",
        "state": "active",
    }


def tag(theme: str) -> Shape:
    """Return a theme as a tag."""
    return {"id": theme, "name": theme, "display_name": theme, "state": "active", "vocabulary_id": None}


def instant(moment: datetime) -> str:
    """Return an instant as CKAN writes it: UTC without saying so.

    >>> instant(datetime(2026, 3, 2, 9, tzinfo=UTC))
    '2026-03-02T09:00:00.000000'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def find_resource(made: Mapping[str, Any], identity: str) -> Shape | None:
    """Return the resource of a package that has the id, if there is one."""
    return next((each for each in made["resources"] if each["id"] == identity), None)
