"""The demonstration city: a municipality of three tiers at real size, generated, the same for the same day and seed.

Owns the invented bodies, people and entries that ``make demo`` shows. Pure: it reads no clock and no database;
whoever loads it feeds what it yields through the verbs of the rooms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from catalog.demo.city import Chief, Department, Official, Region, bodies
from catalog.demo.entries import DemoResource, entries
from catalog.demo.vocabulary.themes import NODES

__all__ = ["Chief", "City", "Classification", "DemoResource", "Department", "Official", "Region", "generate"]


@dataclass(frozen=True, slots=True)
class Classification:
    """A node of class 1 or 2; ``parent`` is a code, absent at the top."""

    code: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class City:
    """Everything a loader needs, in an order in which each thing only refers to earlier ones (regions to departments and so on)."""

    regions: tuple[Region, ...]
    departments: tuple[Department, ...]
    officials: tuple[Official, ...]
    chiefs: tuple[Chief, ...]
    classifications: tuple[Classification, ...]
    resources: tuple[DemoResource, ...]


def generate(today: date, seed: int = 2019) -> City:
    """Return the demonstration city as it stands on ``today`` (Asia/Shanghai); reviews fall due around that day.

    Parameters
    ----------
    today
        The day that all dates are relative to.
    seed
        Another seed makes another city with the same counts.
    """
    people = bodies(Random(f"{seed}:bodies"))  # noqa: S311 (repeatable, not secret)
    resources = entries(people, today, Random(f"{seed}:entries"))  # noqa: S311 (as above)
    nodes = tuple(Classification(*node) for node in NODES)
    return City(people.regions, people.departments, people.officials, people.chiefs, nodes, resources)
