"""Many changes sent together: each is a work of its own, so that it is done whole or not at all, and none refuses the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from catalog import lists
from catalog.errors import Refusal
from catalog.lists.desk import Receipt
from catalog.lists.queries import resolve
from catalog.office import Office, Work
from catalog.people import find_department
from catalog.rights import Actor

_CHANGES: Final[Mapping[str, Callable[..., Receipt | None]]] = {
    "edit": lists.edit,
    "delete": lists.delete,
    "submit": lists.submit,
    "withdraw": lists.withdraw,
    "review": lists.review,
    "require_update": lists.require_update,
    "take_offline": lists.take_offline,
    "put_online": lists.put_online,
    "retire": lists.retire,
    "supersede": lists.supersede,
    "merge": lists.merge,
    "set_assessed": lists.set_assessed,
}
VERBS: Final = ("register", *_CHANGES)
"""What may be asked for, by the names that the trail gives the verbs."""

_ENTRIES: Final = frozenset({"by", "into"})
"""What else names an entry, by id or by code."""

_log = structlog.get_logger("catalog.bulk")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one change: its place in what was sent, and a receipt (None: deleted) or why it was refused."""

    index: int
    verb: str | None
    receipt: Any = None
    refusal: Refusal | None = None


def change_entry(work: Work, verb: str, **said: Any) -> Receipt | None:
    """Do one change of an entry."""
    if verb == "register":
        return lists.register(work, find_department(work, said["department"]).current.id, said["content"])
    entry, revision = resolve(work, said.pop("id")), said.pop("revision", None)
    given = {name: resolve(work, value) if name in _ENTRIES else value for name, value in said.items()}
    return _CHANGES[verb](work, entry, **given, revision=revision)


def carry_out(
    office: Office,
    actor: Actor,
    changes: Iterable[Any],
    *,
    read: Callable[[Any], Mapping[str, Any]],
    do: Callable[..., Any] = change_entry,
) -> Iterator[Done]:
    """Do changes one after another in the order they were sent, each once the one before is committed or refused.

    Parameters
    ----------
    changes
        The changes as they came.
    read
        Gives a change its shape, or refuses it: ``verb``, and for ``register`` ``department`` (id, code or name) and
        ``content``, for every other verb ``id`` (or code), ``revision`` and what the verb takes.
    do
        Does one change within its work: of an entry, unless another list is meant.
    """
    for index, change in enumerate(changes):
        verb = change.get("verb") if isinstance(change, Mapping) else None
        try:
            said = read(change)
            with office.work(actor) as work:
                receipt = do(work, **said)
            yield Done(index, verb, receipt)
        except Refusal as refusal:
            yield Done(index, verb, refusal=refusal)
        except Exception:  # A fault of ours must not hide from the caller what became of the changes before it.
            _log.exception("bulk", index=index, verb=verb)
            fault = Refusal("服务内部错误，已记录", "something went wrong here; it is in the log", code="internal_error")
            yield Done(index, verb, refusal=fault)
