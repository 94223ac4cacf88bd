"""The registers that everything stands on: tiers of government and regions."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalog import people, reception
from catalog.api import references
from catalog.api.room import ETAG, Room, etag
from catalog.people import Branch, Put, RegionEntry, RegionInFull, Tier
from catalog.reception import needs
from catalog.schemas import registers as schemas

tiers = Room("tiers", __name__, url_prefix="/tiers", description="层级 · Tiers of government")
regions = Room("regions", __name__, url_prefix="/regions", description="区划 · Regions")

Answer = tuple[Any, dict[str, str]]

LOCATION = {"Location": {"schema": {"type": "string"}, "description": "地址 · address"}}
PUT = {"id": "0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77", "outcome": "accepted"}
_PATH = [{"name": "region", "in": "path", "description": "区划编号 · id of the region"}]


# -- Tiers


@tiers.route("")
@needs("people:read")
@tiers.sparse(schemas.TiersSchema, each="tiers")
def list_tiers() -> dict[str, list[Tier]]:
    """列出层级 · List the tiers.

    由高到低。

    From the uppermost down.
    """
    with reception.look() as look:
        return {"tiers": people.list_tiers(look)}


@tiers.route("", methods=["POST"])
@needs("tier:add")
@tiers.arguments(schemas.NewTierSchema, example={"code": "street", "level": 40, "zh": "镇街", "en": "street"})
@tiers.response(201, schemas.TierSchema)
@tiers.refuses(409)
def add_tier(body: dict[str, Any]) -> Tier:
    """增加层级 · Add a tier.

    置于现有层级之间或之下，级数不得重复。

    Between or below the present ones, at a level of its own.
    """
    with reception.work() as work:
        return people.add_tier(work, **body)


@tiers.route("/preparation", methods=["POST"])
@needs("tier:prepare")
@tiers.response(200, schemas.PreparedSchema)
def prepare() -> dict[str, bool]:
    """补入三级层级与根区划 · Put in the three tiers and the root region.

    可重复执行，只补缺少的。

    Safe to run again: only what is missing is put in.
    """
    with reception.work() as work:
        return {"changed": people.prepare(work)}


# -- Regions


@regions.route("")
@needs("people:read")
@regions.arguments(schemas.RegionsQuerySchema, location="query")
@regions.sparse(schemas.RegionsSchema, each="regions")
@regions.refuses(404)
def list_regions(asked: dict[str, Any]) -> dict[str, Any]:
    """列出区划 · List regions.

    按层级与代码；next 作为下一页的 cursor。

    By tier and code; next is the cursor of the following page.
    """
    with reception.look() as look:
        under = references.region(look, asked["under"]) if "under" in asked else None
        page = people.list_regions(look, under=under, words=asked.get("name"), cursor=asked.get("cursor"), limit=asked["limit"])
    return {"regions": page, "next": page.next}


@regions.route("", methods=["POST"])
@needs("region:put")
@regions.arguments(
    schemas.RegionEntrySchema, example={"name": "渝中区", "tier": "district", "parent": "500000", "code": "500103"}
)
@regions.response(200, schemas.PutSchema, example=PUT, headers=LOCATION)
@regions.refuses(404)
def put_region(body: dict[str, Any]) -> Answer:
    """登记或更新区划 · Put a region into the register.

    依次按代码、地方代码、上级之下的名称认出已有的区划；重复提交不产生变化。

    A known one is recognised by its code, else its local code, else its name under its parent; doing it twice changes nothing.
    """
    with reception.work() as work:
        put = people.put_region(work, RegionEntry(**body | {"parent": references.region(work, body["parent"])}))
    return located(put, "regions.show_region", region=put.id)


@regions.route("/tree")
@needs("people:read")
@regions.arguments(schemas.TreeQuerySchema, location="query")
@regions.response(200, schemas.BranchSchema)
@regions.refuses(404)
def whole_tree(asked: dict[str, Any]) -> Branch:
    """区划树 · The tree of regions.

    自根区划起，逐级列出下级；不含已终止的。

    From the root down, level by level; regions that have ended are left out.
    """
    with reception.look() as look:
        return people.region_tree(look, depth=asked["depth"])


@regions.route("/<id:region>", parameters=_PATH)
@needs("people:read")
@regions.sparse(schemas.RegionInFullSchema, headers={"ETag": ETAG})
@regions.refuses(404)
def show_region(region: str) -> Answer:
    """查看区划 · Show a region.

    连同各级上级区划。

    With all those above it.
    """
    with reception.look() as look:
        shown: RegionInFull = people.show_region(look, region)
    return shown, etag(shown.region)


@regions.route("/<id:region>/tree", parameters=_PATH)
@needs("people:read")
@regions.arguments(schemas.TreeQuerySchema, location="query")
@regions.response(200, schemas.BranchSchema)
@regions.refuses(404)
def tree(asked: dict[str, Any], region: str) -> Branch:
    """某区划之下的树 · The tree beneath a region.

    逐级列出下级；不含已终止的。

    Level by level; regions that have ended are left out.
    """
    with reception.look() as look:
        return people.region_tree(look, region, depth=asked["depth"])


def located(put: Put, endpoint: str, **path: Any) -> Answer:
    """Answer what putting did, with the address of the thing."""
    return put, {"Location": url_for(endpoint, **path)}
