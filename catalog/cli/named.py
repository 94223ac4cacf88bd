"""What commands name by word: days, regions, departments."""

from __future__ import annotations

from datetime import date, datetime

import click

from catalog import people
from catalog.office import Look

Day = click.DateTime(["%Y-%m-%d"])
ON = click.option("--on", type=Day, required=True, help="生效日期 first day on which it holds")
REGION = click.option("--region", help="区划代码或名称 region, by code or name")
FROM = click.option("--from", "valid_from", type=Day, help="起始日期 first day")
UNTIL = click.option("--until", "valid_to", type=Day, help="终止日期，当日不含 end, that day is outside")


def day(given: datetime | None) -> date | None:
    """Return the day that an option names, if any."""
    return given.date() if given else None


def region(look: Look, text: str | None) -> str | None:
    """Return the id of the region of this code, name or chain of names (重庆市/渝中区), if any is named."""
    return people.find_region(look.session, *text.split("/")).id if text else None


def department(look: Look, text: str, within: str | None = None) -> str:
    """Return the id of the department that stands today for the one of this code or name, or of itself when none does."""
    return people.find_department(look, text, region_id=region(look, within)).current.id
