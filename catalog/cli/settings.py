"""``catalog settings``: every setting, what it means and what is in force."""

from __future__ import annotations

from catalog.cli import main
from catalog.cli.common import Door, command, table
from catalog.settings import describe


@command(main, "settings")
def settings(door: Door) -> None:
    """列出全部设置 list every setting with its value in force, its default and its meaning."""
    rows = describe(door.settings)
    shown = [row | {"meaning": f"{row['zh']} {row['en']}"} for row in rows]
    headings = {"environment": "环境变量 variable", "value": "现值 value", "default": "缺省 default", "meaning": "含义 meaning"}
    door.show(rows, table(shown, headings))
