"""Matching: what the catalog has for a description of what is wanted, and the synonyms that descriptions are read by."""

from __future__ import annotations

from typing import Any

from catalog import matching, reception
from catalog.api import demands
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.matching import Group, Matched, Synonyms, Wanted
from catalog.reception import needs
from catalog.schemas import matching as schemas

room = Room("matching", __name__, url_prefix="/matching", description="供需匹配 · Matching")

_PATH = [
    {
        "name": "group",
        "in": "path",
        "description": "同义词组编号 · id of the group",
        "schema": {"type": "string", "format": "uuid"},
    }
]
_ASKED = {"title": "药店名单", "items": ["药店名称", "地址"], "region": "贵阳市花溪区", "presumed_source": "市场监管局"}
_WORDS = {"kind": "matter", "words": ["药店", "药品零售企业"], "note": "与许可证书用语一致"}


@room.route("", methods=["POST"])
@needs("resource:read")
@room.arguments(schemas.WantedSchema, example=_ASKED)
@room.response(200, schemas.MatchedSchema)
@room.refuses(404)
def match(body: dict[str, Any]) -> Matched:
    """为需求查找资源 · Match a demand.

    返回候选资源、所含与所缺信息项、理由和结论；未匹配时返回最接近的部门。不登记需求，也不改变任何内容。

    Answers candidates, the wanted items each has and lacks, the reasons and the verdict; where nothing matches, the nearest
    departments. No demand is filed and nothing is changed.
    """
    limit, region = body.pop("limit"), body.pop("region", None)
    items = tuple(body.pop("items", ()))
    with reception.searching() as look:
        return matching.match(look, matching.placed(look, Wanted(**body, items=items), region), limit)


@demands.room.route("/<id:demand>/candidates", parameters=demands.PATH)
@needs("demand:read")
@demands.room.arguments(schemas.CandidatesQuerySchema, location="query")
@demands.room.response(200, schemas.MatchedSchema)
@demands.room.refuses(404)
def candidates(asked: dict[str, Any], demand: str) -> Matched:
    """为已填报的需求查找资源 · Match a filed demand.

    同“为需求查找资源”，内容取自需求；匹配由主管部门确认。

    As matching a description, of what the demand says; what is chosen of it, the authority confirms.
    """
    with reception.searching() as look:
        return matching.match_filed(look, demand, asked["limit"])


@room.route("/synonyms")
@needs("resource:read")
@room.arguments(schemas.SynonymsQuerySchema, location="query")
@room.sparse(schemas.GroupsSchema, each="synonyms")
def synonyms(asked: dict[str, Any]) -> dict[str, Any]:
    """列出同义词 · List the synonyms.

    主管部门的在前，其余为内置。

    The authority's first, then those that come with the service.
    """
    with reception.look() as look:
        return {"synonyms": matching.synonyms(look, **asked)}


@room.route("/synonyms", methods=["POST"])
@needs("synonym:put")
@room.arguments(schemas.NewSynonymsSchema, example=_WORDS)
@room.response(201, schemas.GroupSchema, headers={"ETag": ETAG})
@room.refuses(409)
def add(body: dict[str, Any]) -> tuple[Group, int, dict[str, str]]:
    """新增同义词 · Add synonyms.

    取代首词相同的内置组；只有一个词的组使内置组失效。

    Takes the place of the built-in group of the same first word; a group of one word takes that out of force.
    """
    with reception.work() as work:
        group = matching.put_synonyms(work, Synonyms(**body))
    return group, 201, etag(group)


@room.route("/synonyms/<id:group>", methods=["PUT"], parameters=_PATH)
@needs("synonym:put")
@room.arguments(schemas.NewSynonymsSchema, example=_WORDS)
@room.response(200, schemas.GroupSchema, headers={"ETag": ETAG})
@room.changes
def put(body: dict[str, Any], group: str) -> tuple[Group, dict[str, str]]:
    """更改同义词 · Change synonyms.

    整组替换。

    The whole group is replaced.
    """
    with reception.work() as work:
        changed = matching.put_synonyms(work, Synonyms(**body), group=group, revision=expected_revision())
    return changed, etag(changed)


@room.route("/synonyms/<id:group>", methods=["DELETE"], parameters=_PATH)
@needs("synonym:put")
@room.response(204)
@room.changes
def remove(group: str) -> None:
    """删除同义词 · Remove synonyms.

    被其取代的内置组恢复有效。

    A built-in group whose place it had is in force again.
    """
    with reception.work() as work:
        matching.remove_synonyms(work, group, revision=expected_revision())
