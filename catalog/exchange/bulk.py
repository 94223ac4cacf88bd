"""Many changes sent together: each is a work of its own, so that it is done whole or not at all, and none refuses the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import structlog

from catalog import lists
from catalog.errors import Refusal
from catalog.lists import demands, responsibilities
from catalog.lists.demands import queries as demand_queries
from catalog.lists.demands.desk import Receipt
from catalog.lists.desk import Receipt as EntryReceipt
from catalog.lists.queries import resolve
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.office import Office, Work
from catalog.people import find_department
from catalog.rights import Actor
from catalog.sharing import applications
from catalog.sharing.applications import queries as application_queries

_CHANGES: Final[Mapping[str, Callable[..., EntryReceipt | None]]] = {
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

_DEMANDS: Final[Mapping[str, Callable[..., Receipt | None]]] = {
    "edit": demands.edit,
    "delete": demands.delete,
    "submit": demands.submit,
    "sign": demands.sign,
    "withdraw": demands.withdraw,
    "return": demands.return_,
    "accept": demands.accept,
    "forward": demands.forward,
    "refuse": demands.refuse,
    "match": demands.match,
    "merge": demands.merge,
    "assign": responsibilities.assign_for_demand,
    "link": responsibilities.link,
}
DEMAND_VERBS: Final = ("file", *_DEMANDS)
"""What may be asked for of demands."""

_RESPONSIBILITIES: Final[Mapping[str, Callable[..., Receipt | None]]] = {
    "edit": responsibilities.edit,
    "delete": responsibilities.delete,
    "assign": responsibilities.assign,
    "claim": responsibilities.claim,
    "object": responsibilities.object_,
    "plan": responsibilities.plan,
    "fulfil": responsibilities.fulfil,
    "reassign": responsibilities.reassign,
    "uphold": responsibilities.uphold,
    "cancel": responsibilities.cancel,
}
RESPONSIBILITY_VERBS: Final = ("draft", *_RESPONSIBILITIES)
"""What may be asked for of responsibilities."""

_APPLICATIONS: Final[Mapping[str, Callable[..., Receipt | None]]] = {
    "edit": applications.edit,
    "delete": applications.delete,
    "submit": applications.submit,
    "sign": applications.sign,
    "withdraw": applications.withdraw,
    "pass": applications.pass_on,
    "return": applications.return_,
    "agree": applications.agree,
    "refuse": applications.refuse,
    "ask_extension": applications.ask_extension,
    "extend": applications.extend,
}
APPLICATION_VERBS: Final = ("file", *_APPLICATIONS)
"""What may be asked for of applications."""

R = TypeVar("R")

_log = structlog.get_logger("catalog.bulk")


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What became of one change: its place in what was sent, and a receipt (None: deleted) or why it was refused."""

    index: int
    verb: str | None
    receipt: R | None = None
    refusal: Refusal | None = None


def carry_out(
    office: Office, actor: Actor, changes: Iterable[Any], *, read: Callable[[Any], Mapping[str, Any]]
) -> Iterator[Done[EntryReceipt]]:
    """Do changes of entries, as ``one_by_one`` does any."""
    return one_by_one(office, actor, changes, read=read, do=change_entry)


def change_entry(work: Work, verb: str, **said: Any) -> EntryReceipt | None:
    """Do one change of an entry, which is named by id or code."""
    if verb == "register":
        return lists.register(work, _department(work, said["department"]), said["content"])
    entry, revision = resolve(work, said.pop("id")), said.pop("revision", None)
    given = {name: resolve(work, value) if name in _ENTRIES else value for name, value in said.items()}
    return _CHANGES[verb](work, entry, **given, revision=revision)


def change_demand(work: Work, verb: str, **said: Any) -> Receipt | None:
    """Do one change of a demand, which is named by id or number."""
    if verb == "file":
        return demands.file(work, _department(work, said["department"]), said["content"])
    demand, revision = demand_queries.resolve(work, said.pop("id")), said.pop("revision", None)
    return _DEMANDS[verb](work, demand_id=demand, **_named(work, said), revision=revision)


def change_responsibility(work: Work, verb: str, **said: Any) -> Receipt | None:
    """Do one change of a responsibility, which is named by id or number."""
    if verb == "draft":
        return responsibilities.draft(work, _department(work, said["department"]), said["content"])
    thing, revision = responsibility_queries.resolve(work, said.pop("id")), said.pop("revision", None)
    return _RESPONSIBILITIES[verb](work, thing, **_named(work, said), revision=revision)


def change_application(work: Work, verb: str, **said: Any) -> Receipt | None:
    """Do one change of an application, which is named by id or number."""
    if verb == "file":
        demand = demand_queries.resolve(work, said["demand"]) if "demand" in said else None
        department, resource = _department(work, said["department"]), resolve(work, said["resource"])
        return applications.file(work, department, resource, said["content"], demand=demand, basket=said.get("basket"))
    thing, revision = application_queries.resolve(work, said.pop("id")), said.pop("revision", None)
    return _APPLICATIONS[verb](work, thing, **said, revision=revision)


def one_by_one(
    office: Office,
    actor: Actor,
    changes: Iterable[Any],
    *,
    read: Callable[[Any], Mapping[str, Any]],
    do: Callable[..., R | None],
) -> Iterator[Done[R]]:
    """Do changes one after another in the order they were sent, each once the one before is committed or refused.

    Parameters
    ----------
    changes
        The changes as they came.
    read
        Gives a change its shape, or refuses it: ``verb``, and for what is new ``department`` (id, code or name) and
        ``content``, for every other verb ``id`` (or code or number), ``revision`` and what the verb takes.
    do
        Does a change that has its shape.
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


def _department(work: Work, reference: str) -> str:
    return find_department(work, reference).current.id


def chosen(work: Work, resources: Iterable[Mapping[str, Any]]) -> list[demands.Chosen]:
    """Return the entries that were chosen for a demand by id or code, each with the items that it is for."""
    return [demands.Chosen(resolve(work, each["resource"]), tuple(each["items"])) for each in resources]


_NAMED: Final[Mapping[str, tuple[str, Callable[[Work, Any], Any]]]] = {
    "department": ("department", _department),
    "resource": ("resource", resolve),
    "resources": ("chosen", chosen),
    "into": ("into", demand_queries.resolve),
    "responsibility": ("responsibility_id", responsibility_queries.resolve),
    "plan": ("text", lambda _work, text: text),
}
"""What the members that name another thing are called by the verbs, and how the thing is found."""


def _named(work: Work, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a verb takes, with the things in it found that were named by code, number or name."""
    kept = {name: value for name, value in said.items() if name not in _NAMED}
    return kept | {name: find(work, said[member]) for member, (name, find) in _NAMED.items() if member in said}
