"""A basket of applications (一揽子申请): several entries applied for with common statements, each answered by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from catalog.exchange.bulk import Done, change_application, one_by_one
from catalog.lists.demands.desk import Receipt
from catalog.office import Office
from catalog.rights import Actor
from catalog.sharing.applications.filing import NEW_BASKET
from catalog.sharing.desk import refuse_rejected
from catalog.sharing.statements import Offer, check


def fill(
    office: Office,
    actor: Actor,
    department: str,
    common: Mapping[str, Any],
    wanted: Iterable[Any],
    *,
    read: Callable[[Any], Mapping[str, Any]],
) -> tuple[str | None, list[Done[Receipt]]]:
    """File one application for each entry, all in one basket; return its number (None where all were refused) and what became of each.

    Parameters
    ----------
    department
        Who applies (id, code or name).
    common
        The statements that all have in common; what an entry says itself goes before.
    wanted
        The entries as they came: ``resource``, ``content`` where it differs, ``demand``.
    read
        Gives an entry its shape, or refuses it.

    Raises
    ------
    Invalid
        The common statements cannot be stored for any entry.
    """
    with office.look(actor) as look:
        refuse_rejected(check(common, Offer(), look.today), "申请不能保存", "the applications cannot be stored")
    basket: str | None = None
    results: list[Done[Receipt]] = []
    for index, each in enumerate(wanted):
        shared = {"department": department, "basket": basket or NEW_BASKET}
        shaped = partial(_shaped, read=read, common=common, shared=shared)
        (done,) = one_by_one(office, actor, [each], read=shaped, do=change_application)
        results.append(Done(index, "file", done.receipt, done.refusal))
        if basket is None and done.receipt is not None:
            # The first that is filed gives the basket its number.
            basket = f"LZ{done.receipt.number[2:]}"
    return basket, results


def _shaped(
    each: Any, *, read: Callable[[Any], Mapping[str, Any]], common: Mapping[str, Any], shared: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return one entry of a basket as the change that files its application."""
    said = dict(read(each))
    return {"verb": "file", **said, **shared, "content": {**common, **said.get("content", {})}}
