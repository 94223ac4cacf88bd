"""The list of departments, and a page for each of them."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from catalog import reception
from catalog.lists import overview as lists
from catalog.office import Look
from catalog.people import overview as people
from catalog.people.overview import Branch, Listed
from catalog.people.rules import CHIEF_KINDS, DEPARTMENT_TYPES, SUCCESSIONS
from catalog.reception import needs
from catalog.web.shared import PAGE_SIZE, Paging, asked, download, page_number, say


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/departments", "departments", departments)
    pages.add_url_rule("/departments.csv", "departments_csv", departments_csv)
    pages.add_url_rule("/departments/<id:department>", "department", department)


@needs("department:read")
def departments() -> str:
    """List the departments of a region by name."""
    number = page_number()
    with reception.look() as look:
        found = _found(look, (number - 1) * PAGE_SIZE, PAGE_SIZE)
        published = _published(look, found)
        tree = people.tree(look)
    paging = Paging(number, found.total)
    values = {"regions": _choices(tree) if tree else [], "types": DEPARTMENT_TYPES}
    return render_template("departments.html", found=found, published=published, paging=paging, **values)


@needs("department:read")
def departments_csv() -> Response:
    """Download the list as it is filtered, all its pages."""
    with reception.look() as look:
        found = _found(look, 0, None)
        published = _published(look, found)
    header = (
        say("部门", "department"),
        say("统一社会信用代码", "credit code"),
        say("本级代码", "local code"),
        say("类型", "type"),
        say("区划", "region"),
        say("系统", "system"),
        say("已发布资源", "published resources"),
    )
    rows = []
    for line in found.lines:
        one = line.department
        kind = say(*DEPARTMENT_TYPES[one.type])
        rows.append([one.name, one.credit_code, one.local_code, kind, line.region, one.system, published[one.id]])
    return download("departments", header, rows)


@needs("department:read")
def department(department: str) -> str:
    """Show a department: what it is, what it was and became, and what it provides."""
    with reception.look() as look:
        dossier = people.dossier(look, department)
        tally = lists.tally(look, department=department)
        newest = lists.newest(look, department=department)
    values = {"types": DEPARTMENT_TYPES, "chief_kinds": CHIEF_KINDS, "kinds": SUCCESSIONS}
    return render_template("department.html", dossier=dossier, tally=tally, newest=newest, **values)


def _found(look: Look, offset: int, limit: int | None) -> Listed:
    region = asked("region") or None
    return people.find_departments(look, region=region, words=asked("name"), offset=offset, limit=limit)


def _published(look: Look, found: Listed) -> dict[str, int]:
    ids = [line.department.id for line in found.lines]
    return lists.published_by_department(look, people.lineages_of(look, ids))


def _choices(branch: Branch, depth: int = 0) -> list[tuple[str, str]]:
    """Return the regions to choose from, each as its id and its name under those above it."""
    own = (branch.region.id, "\u3000" * depth + branch.region.name)
    return [own, *(choice for below in branch.below for choice in _choices(below, depth + 1))]
