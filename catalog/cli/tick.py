"""``catalog tick``: run what is due."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

from catalog import jobs
from catalog.cli import main
from catalog.cli.common import Door, command, table
from catalog.jobs.table import JOBS

_OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    "done": ("完成", "done"),
    "failed": ("失败", "failed"),
    "not_due": ("未到时间", "not due"),
    "taken": ("正由其他进程执行", "in other hands"),
}


@command(main, "tick")
def tick(door: Door) -> None:
    """执行一次全部到期的定期任务；服务运行时自动执行 run every job that is due, once; a running service does so by itself."""
    ran = jobs.tick(door.office, door.actor, JOBS, holder=door.office.new_id())
    door.show(ran, table([_row(one) for one in ran], {"job": "任务 job", "outcome": "结果 outcome", "said": "说明 counts"}))
    if any(one.outcome == "failed" for one in ran):
        sys.exit(1)


def _row(one: jobs.Ran) -> dict[str, object]:
    counts = "  ".join(f"{name} {count}" for name, count in one.said.items())
    return {"job": f"{one.zh} {one.en}", "outcome": " ".join(_OUTCOMES[one.outcome]), "said": counts}
