"""One of many changes of demands or responsibilities that were sent together; see ``exchange.bulk``."""

from __future__ import annotations

from typing import Any, Final

from catalog.lists import demands, responsibilities
from catalog.lists.demands import queries as demand_queries
from catalog.lists.demands.desk import Receipt as DemandReceipt
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.lists.responsibilities.desk import Receipt as ResponsibilityReceipt
from catalog.office import Work
from catalog.people import find_department

DEMAND_VERBS: Final = ("accept", "assign")
RESPONSIBILITY_VERBS: Final = ("assign", "claim")


def change_demand(work: Work, verb: str, **said: Any) -> DemandReceipt | ResponsibilityReceipt:
    """Accept a demand, or make it the responsibility of a department; the receipt of the latter is the responsibility's."""
    demand, revision = demand_queries.resolve(work, said["id"]), said.get("revision")
    if verb == "accept":
        return demands.accept(work, demand, opinion=said["opinion"], revision=revision)
    owner = find_department(work, said["department"]).current.id
    named = {"items": said["items"], "opinion": said["opinion"]}
    return responsibilities.assign_for_demand(work, demand, owner, **named, revision=revision)


def change_responsibility(work: Work, verb: str, **said: Any) -> ResponsibilityReceipt:
    """Assign a draft to its department, or claim what was assigned."""
    row = responsibility_queries.resolve(work, said["id"])
    do = responsibilities.assign if verb == "assign" else responsibilities.claim
    return do(work, row, opinion=said["opinion"], revision=said.get("revision"))
