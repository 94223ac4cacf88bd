"""The ASCII names that CKAN's addresses are made of, and what each of them leads back to; pure."""

from __future__ import annotations

from catalog.lists.codes import code_is_well_formed
from catalog.lists.harvest import Provider, Published
from catalog.people.queries import is_id

_ID_LENGTH = 36


def package_name(identity: str, code: str | None) -> str:
    """Return the name of a package: its resource code with ``-`` for ``/``, or its id where it has none.

    >>> package_name("0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77", "206001/000017")
    '206001-000017'
    """
    return code.replace("/", "-") if code and code_is_well_formed(code) else identity


def entry_of(name: str) -> str:
    """Return the id or code that the id or name of a package stands for.

    >>> entry_of("206001-000017"), entry_of("0199A3C2-7d51-7c3e-9a40-5f0b6d1e2a77")
    ('206001/000017', '0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77')
    """
    lower = name.lower()
    return lower if is_id(lower) else name.replace("-", "/")


def organization_name(provider: Provider) -> str:
    """Return the name of an organization: its unified social credit code in lower case, or its id where it has none."""
    return provider.code.lower() if provider.code else provider.id


def department_of(name: str) -> str:
    """Return the id or code that the id or name of an organization stands for."""
    lower = name.lower()
    return lower if is_id(lower) else name.upper()


def resource_id(entry: Published, key: str) -> str:
    """Return the id of a resource: the package's id, a hyphen, and its key among the package's resources."""
    return f"{entry.id}-{key}"


def split_resource_id(identity: str) -> tuple[str, str]:
    """Return the package's id and the key that a resource's id is made of.

    >>> split_resource_id("0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77-table-mysql")
    ('0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77', 'table-mysql')
    """
    return identity[:_ID_LENGTH].lower(), identity[_ID_LENGTH + 1 :]
