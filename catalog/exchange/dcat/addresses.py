"""Where things stand on the web, given the address of the service; one place, so that every format names them alike; pure.

A dataset and its page are two things, so what is named here by ``#`` leads to the page that tells of it.
"""

from __future__ import annotations


def entry_page(base_url: str, entry_id: str) -> str:
    """Return the address of an entry's page, which is also what is called its landing page and access address.

    >>> entry_page("https://data.example/", "0199")
    'https://data.example/resources/0199'
    """
    return f"{base_url.rstrip('/')}/resources/{entry_id}"


def dataset(base_url: str, entry_id: str) -> str:
    """Return the name (URI) of an entry as a dataset."""
    return f"{entry_page(base_url, entry_id)}#dataset"


def catalog(base_url: str) -> str:
    """Return the name (URI) of the catalog."""
    return f"{base_url.rstrip('/')}/#catalog"


def agent(base_url: str, department_id: str) -> str:
    """Return the name (URI) of a department as an agent."""
    return f"{base_url.rstrip('/')}/departments/{department_id}#agent"


def node(base_url: str, code: str) -> str:
    """Return the name (URI) of a node of the classification."""
    return f"{base_url.rstrip('/')}/#classification-{code}"
