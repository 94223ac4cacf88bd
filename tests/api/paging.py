"""What every list of the API is tested by: its pages hold each row once, and cost what one row costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from catalog.office import Office
from tests.api.conftest import Caller


def walk(by: Caller, path: str, member: str, *, limit: int = 2, **asked: Any) -> list[Any]:
    """Read a list page by page to its end; no page is fuller than the limit, and only the last has no ``next``."""
    rows: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        page = by("GET", path, query_string=asked | cursor | {"limit": limit}).json
        assert len(page[member]) <= limit
        rows += page[member]
        if page["next"] is None:
            return rows
        assert len(page[member]) == limit
        cursor = {"cursor": page["next"]}


def statements(office: Office, act: Callable[[], Any]) -> int:
    """Count the statements that something costs once the process has caught up with what was changed before."""
    act()
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(office.engine, "before_cursor_execute", listen)
    act()
    event.remove(office.engine, "before_cursor_execute", listen)
    return len(said)
