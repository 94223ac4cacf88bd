"""The trail: read by the auditor, whose reading is recorded; its head; whether it is whole."""

from __future__ import annotations

from typing import Any

from catalog import reception, trail
from catalog.api.room import Room
from catalog.reception import needs, open_to_all
from catalog.schemas import trail as schemas
from catalog.trail import Head

room = Room("trail", __name__, url_prefix="/trail", description="审计链 · The trail")


@room.route("")
@needs("trail:read")
@room.arguments(schemas.TrailQuerySchema, location="query")
@room.response(200, schemas.TrailRowsSchema)
def read(asked: dict[str, Any]) -> dict[str, Any]:
    """查阅审计记录 · Read the trail.

    仅限审计员；查阅本身亦被记录。逐页查阅止于首页时的链尾。

    For the auditor alone; the reading itself is recorded. A walk from page to page ends where the trail ended when it began.
    """
    with reception.work() as work:
        page = trail.read(
            work, after_seq=asked["after"], limit=asked["limit"], thing=asked.get("thing"), cursor=asked.get("cursor")
        )
    return {"rows": page, "next": page.next}


@room.route("/head")
@open_to_all("a head tells nothing but a number and proves the chain to whoever has kept it")
@room.response(200, schemas.HeadSchema)
def head() -> Head:
    """链头 · The head.

    最后一行的序号与摘要，宜定期在库外留存，供日后校验。

    Number and digest of the last row, to be kept outside and shown at a later verification.
    """
    with reception.look() as look:
        return trail.head(look)


@room.route("/verification", methods=["POST"])
@needs("trail:verify")
@room.arguments(schemas.HeadsSchema, example={"heads": [{"seq": 1024, "digest": "66c7f0f462eeedd9" * 4}]})
@room.response(200, schemas.VerdictSchema)
def verify(body: dict[str, Any]) -> dict[str, Any]:
    """校验全链 · Verify the whole chain.

    自首行读至末行，指出首个有误的行；给出此前留存的链头，方能发现截断与整段重写。

    Reads from the first row to the last and names the first bad one; only heads kept before can tell a cut or rewritten tail.
    """
    with reception.look() as look:
        return trail.verify(look, [Head(**said) for said in body["heads"]]).as_dict()
