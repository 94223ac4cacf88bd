"""Health: is the process alive, can it serve."""

from __future__ import annotations

from catalog import reception, upkeep
from catalog.api.room import Room
from catalog.errors import Unavailable
from catalog.reception import open_to_all
from catalog.rights import anonymous
from catalog.schemas.health import HealthSchema

room = Room("health", __name__, description="健康检查 · Health")


@room.route("/livez")
@open_to_all("a probe has no account, and the answer tells nothing", unlimited=True)
@room.response(200, HealthSchema, example={"status": "ok"})
def livez() -> dict[str, str]:
    """进程存活 · The process is alive.

    不访问数据库。

    Does not ask the database.
    """
    return {"status": "ok"}


@room.route("/readyz")
@open_to_all("a probe has no account, and the answer tells nothing", unlimited=True)
@room.response(200, HealthSchema, example={"status": "ok"})
def readyz() -> dict[str, str]:
    """可以提供服务 · The service can answer.

    数据库可用且结构为最新；否则 503。

    The database answers and its tables are the newest; else 503.
    """
    office = reception.office()
    # Within a look, what the driver raises becomes a refusal.
    with office.look(anonymous()):
        standing = upkeep.state(office.engine)
    if not standing.current:
        zh, en = "数据库结构不是最新，请运行 catalog db upgrade", "the tables are not the newest: run catalog db upgrade"
        raise Unavailable(zh, en, code="migration_pending", present=standing.present, newest=standing.newest)
    return {"status": "ok"}
