"""Policy profiles: versions, dates, inheritance, and that a running case keeps its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog import calendars
from catalog.calendars import Profile, policy, queries
from catalog.errors import Invalid, NotAllowed
from catalog.office import Office
from catalog.rights import operator
from catalog.trail import follow
from tests.calendars.conftest import City

OP = operator("tests")


def put(office: Office, region: str | None, valid_from: str, note: str = "", **content: Any) -> Profile:
    with office.work(OP) as work:
        return calendars.put_profile(work, region=region, valid_from=date.fromisoformat(valid_from), content=content, note=note)


def in_force(office: Office, region: str | None, on: str) -> Profile:
    with office.look(OP) as look:
        return queries.profile_for(look, region, date.fromisoformat(on))


def test_without_any_profile_the_built_in_figures_hold(office: Office, city: City) -> None:
    for region in (None, city.district):
        profile = in_force(office, region, "2026-03-02")
        assert (profile.id, profile.version, profile.content) == (None, 0, dict(policy.DEFAULT))


def test_a_region_without_its_own_takes_its_parents(office: Office, city: City) -> None:
    everywhere = put(office, None, "2025-08-01", share=19)
    assert in_force(office, city.district, "2026-03-02") == everywhere
    above = put(office, city.city, "2025-08-01", share=18)
    assert in_force(office, city.district, "2026-03-02") == above
    assert in_force(office, city.nation, "2026-03-02") == everywhere
    own = put(office, city.district, "2026-03-01", share=17)
    assert in_force(office, city.district, "2026-03-02") == own
    assert in_force(office, city.district, "2026-02-28") == above
    assert in_force(office, city.city, "2026-03-02") == above


def test_the_latest_date_holds_and_of_one_date_the_latest_version(office: Office, city: City) -> None:
    later = put(office, city.city, "2026-07-01", share=15)
    earlier = put(office, city.city, "2026-01-01", share=16)
    assert (later.version, earlier.version) == (1, 2)
    assert in_force(office, city.city, "2026-06-30") == earlier
    assert in_force(office, city.city, "2026-07-01") == later
    corrected = put(office, city.city, "2026-07-01", share=14)
    assert in_force(office, city.city, "2026-07-01") == corrected


def test_versions_count_per_region(office: Office, city: City) -> None:
    assert [put(office, region, "2026-01-01").version for region in (None, city.city, None, city.city, city.district)] == [
        1,
        1,
        2,
        2,
        1,
    ]


def test_what_a_version_does_not_name_is_what_was_in_force_and_stays_so(office: Office, city: City) -> None:
    put(office, city.city, "2026-01-01", share=15)
    own = put(office, city.district, "2026-02-01", correction=8)
    assert (own.content["share"], own.content["correction"]) == (15, 8)
    put(office, city.city, "2026-03-01", share=12)
    assert in_force(office, city.district, "2026-03-02").content["share"] == 15


def test_a_profile_with_problems_is_refused_with_all_of_them(office: Office, city: City) -> None:
    with pytest.raises(Invalid) as refused:
        put(office, city.city, "2026-01-01", share=0, remind=3)
    assert [problem.path for problem in refused.value.problems] == ["content.remind", "content.share"]
    assert in_force(office, city.city, "2026-03-02").version == 0


def test_an_authority_sets_the_figures_of_its_own_region_only(office: Office, city: City) -> None:
    with office.work(city.authority) as work:
        calendars.put_profile(work, region=city.city, valid_from=date(2026, 1, 1), content={"share": 15})
    for actor, region in ((city.authority, city.district), (city.authority, None), (city.clerk, city.city)):
        with pytest.raises(NotAllowed), office.work(actor) as work:
            calendars.put_profile(work, region=region, valid_from=date(2026, 1, 1), content={})


def test_putting_a_profile_stands_in_the_trail_with_what_changed(office: Office, city: City) -> None:
    profile = put(office, city.city, "2026-01-01", note="渝数规〔2026〕1号", share=15)
    with office.look(OP) as look:
        (row,) = follow(look, 0)
    assert (row.verb, row.thing, row.name) == ("profile:put", f"profile:{profile.id}", "渝数规〔2026〕1号")
    assert row.changes == {
        "region": [None, city.city],
        "version": [None, 1],
        "valid_from": [None, "2026-01-01"],
        "share": [20, 15],
    }


def test_a_running_case_keeps_what_the_profile_said_when_it_was_opened(office: Office, city: City) -> None:
    first = put(office, city.city, "2026-01-01", reply_conditional=5, reply_conditional_extension=3, remind_before=1)
    with office.work(city.clerk) as work:
        case = calendars.open_case(
            work,
            "reply",
            thing="application:1",
            title="一",
            region=city.district,
            department=city.office,
            days_key="reply_conditional",
        )
    assert (case.profile_id, case.days, case.extension_days, case.due_on) == (first.id, 5, 3, date(2026, 3, 9))
    assert case.remind_on == date(2026, 3, 6)
    second = put(office, city.district, "2026-01-01", reply_conditional=2)
    with office.work(OP) as work:
        assert calendars.recompute(work) == []
        other = calendars.open_case(
            work,
            "reply",
            thing="application:2",
            title="二",
            region=city.district,
            department=city.office,
            days_key="reply_conditional",
        )
    assert (other.profile_id, other.days, other.extension_days) == (second.id, 2, 3)
    with office.look(OP) as look:
        assert queries.case_of(look, "application:1", "reply") == case
