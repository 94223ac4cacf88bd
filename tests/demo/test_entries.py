"""The city's entries have the counts of 2019 and read like a real catalog."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.demo import City, DemoResource, generate
from catalog.demo.plans import shares
from catalog.demo.vocabulary import ASPECTS, FIELDS
from catalog.demo.vocabulary.terms import describe
from catalog.demo.vocabulary.themes import LEAVES
from catalog.lists import metadata, routes, rules
from catalog.lists.normalise import name_key


@pytest.fixture(scope="module")
def published(city: City) -> list[DemoResource]:
    return [resource for resource in city.resources if resource.state == "published"]


def _items(resources: list[DemoResource]) -> int:
    return sum(len(resource.content["items"]) for resource in resources)


def test_counts_are_those_of_the_end_of_2019(published: list[DemoResource]) -> None:
    accessed = [resource for resource in published if resource.accessed]
    assert (len(published), _items(published)) == (3640, 53_253)
    assert (len(accessed), _items(accessed)) == (3309, 47_928)
    assert round(100 * len(accessed) / len(published), 1) == 90.9
    assert round(100 * _items(accessed) / _items(published), 1) == 90.0


def test_tiers_share_the_entries_and_no_department_is_empty(city: City, published: list[DemoResource]) -> None:
    tier = {department.key: department.tier for department in city.departments}
    assert Counter(tier[resource.department] for resource in published) == {"national": 100, "city": 2300, "district": 1240}
    assert {resource.department for resource in published} == set(tier)


def test_every_state_of_the_lifecycle_occurs(city: City) -> None:
    counts = Counter(resource.state for resource in city.resources)
    assert set(counts) == set(rules.RESOURCE)
    assert sum(counts.values()) - counts["published"] == 200


def test_same_day_and_seed_make_the_same_city(city: City, today: date) -> None:
    assert generate(today) == city
    assert generate(today, seed=2020) != city


def test_contents_have_no_problem_at_all(city: City) -> None:
    for resource in city.resources:
        assert metadata.check(resource.content, known_classifications=LEAVES) == [], resource.key
        if resource.revision:
            assert metadata.check(resource.revision.content, known_classifications=LEAVES) == [], resource.key


def test_contents_are_plain_json(city: City) -> None:
    for resource in city.resources:
        assert json.loads(json.dumps(resource.content)) == resource.content


def test_names_and_keys_are_unique(city: City) -> None:
    names = Counter((resource.department, name_key(resource.content["name"])) for resource in city.resources)
    assert [name for name, count in names.items() if count > 1] == []
    assert len({resource.key for resource in city.resources}) == len(city.resources)


def test_classifications_are_a_tree_whose_leaves_are_well_formed(city: City) -> None:
    seen: set[str] = set()
    for node in city.classifications:
        assert node.parent in seen if node.parent else len(node.code) == 1
        assert node.parent is None or node.code.startswith(node.parent)
        seen.add(node.code)
    assert len(seen) == len(city.classifications)
    assert {theme for field in FIELDS.values() for theme in field.themes} <= LEAVES
    assert all(metadata.code_is_well_formed(f"{leaf}/1") and leaf[0] in "12" for leaf in LEAVES)


def test_sharing_is_mixed_as_in_a_real_catalog(published: list[DemoResource]) -> None:
    share = {kind: count / len(published) for kind, count in Counter(each.content["sharing_type"] for each in published).items()}
    assert share["unconditional"] == pytest.approx(0.47, abs=0.05)
    assert share["conditional"] == pytest.approx(0.48, abs=0.05)
    assert share["not_shared"] == pytest.approx(0.05, abs=0.02)


def test_what_is_not_shared_names_law_and_article_and_is_not_bound(city: City) -> None:
    for resource in city.resources:
        if resource.content["sharing_type"] == "not_shared":
            assert all(
                basis["law"].startswith("《") and basis["article"].startswith("第") for basis in resource.content["legal_basis"]
            )
            assert resource.binding is None


@pytest.mark.parametrize("field", ["update_cycle", "openness", "local_grade", "sharing_type"])
def test_no_single_value_rules_a_field(published: list[DemoResource], field: str) -> None:
    counts = Counter(resource.content[field] for resource in published)
    assert len(counts) >= 3
    assert max(counts.values()) < 0.8 * len(published)


def test_items_are_credible(city: City) -> None:
    for resource in city.resources:
        items = resource.content["items"]
        names = [item["name"] for item in items]
        assert len(items) >= 5
        assert len(set(names)) == len(names), resource.key
        assert all(0 < len(item["name"]) <= 128 and item["description"] for item in items)
        assert all(len(item["description"]) > len(item["type"]) for item in items)


def test_neighbours_in_the_catalog_differ(published: list[DemoResource]) -> None:
    for one, next_one in pairwise(published):
        assert one.content["name"] != next_one.content["name"] or one.department != next_one.department
        assert one.content["abstract"] != next_one.content["abstract"]


def test_sheets_are_narrow_and_wide(published: list[DemoResource]) -> None:
    widths = sorted(len(resource.content["items"]) for resource in published)
    assert widths[len(widths) // 10] <= 10
    assert 13 <= widths[len(widths) // 2] <= 16
    assert widths[-1] >= 30


def test_names_say_no_word_twice_and_districts_do_not_speak_for_the_city(city: City) -> None:
    for resource in city.resources:
        name = resource.content["name"]
        assert "登记登记" not in name
        assert "检查检查" not in name
        assert resource.department.startswith("yj-") or "市政府" not in name


def test_well_known_entries_are_there(city: City) -> None:
    named = {(resource.department, resource.content["name"]) for resource in city.resources}
    for expected in (
        ("yj-mzj", "低保对象基本信息"),
        ("yj-gaj", "机动车登记信息"),
        ("yj-gaj", "户籍人口基本信息"),
        ("yj-scj", "企业登记基本信息"),
    ):
        assert expected in named


def test_entries_stand_where_a_reader_looks_for_them(city: City) -> None:
    primary = {(each.department, each.content["name"]): each.content["classifications"][0] for each in city.resources}
    names = {node.code: node.name for node in city.classifications}
    assert names[primary["yj-mzj", "低保对象基本信息"]] == "最低生活保障和特困供养"
    assert names[primary["yj-gaj", "户籍人口基本信息"]] == "人口和出入境管理"
    assert {names[code] for (_, name), code in primary.items() if name == "部门预算公开信息"} == {"政务公开"}


def test_events_walk_the_state_table_to_the_state(city: City) -> None:
    for resource in city.resources:
        assert _walk(rules.RESOURCE, resource.events) == resource.state, resource.key
        if resource.revision:
            assert _walk(rules.VERSION, resource.revision.events) == resource.revision.state


def _walk(table: rules.Table, events: tuple) -> str:
    assert events[0].verb == "register"
    state = "draft"
    for event in events[1:]:
        state = rules.next_state(table, state, event.verb)
    return state


def test_days_never_decrease_and_none_is_tomorrow(city: City, today: date) -> None:
    for resource in city.resources:
        days = [event.on for event in resource.events]
        assert days == sorted(days)
        assert days[-1] <= today
        assert date.fromisoformat(resource.content["secrecy_review"]["reviewed_on"]) < days[0]


def test_reviews_fall_due_around_today(city: City, today: date) -> None:
    waiting = [
        (today - resource.events[-1].on).days for resource in city.resources if resource.state in ("submitted", "registered")
    ]
    waiting += [(today - resource.revision.events[-1].on).days for resource in city.resources if resource.revision]
    assert len(waiting) == 35 + 35 + 25
    assert set(waiting) == set(range(8))


def test_each_step_is_taken_by_somebody_who_may(city: City) -> None:
    posts = {official.login: official for official in city.officials}
    region = {department.key: department.region for department in city.departments}
    reviewers = dict.fromkeys(("sign", "return", "refuse", "take_offline"), "reviewer")
    roles = reviewers | dict.fromkeys(("approve", "retire", "supersede", "merge"), "authority")
    for resource in city.resources:
        for event in resource.events:
            official = posts[event.official]
            assert roles.get(event.verb, "registrar") in official.roles
            assert region[official.department] == region[resource.department]
            assert roles.get(event.verb) == "authority" or official.department == resource.department


def test_successors_are_published_before_the_end_of_what_they_replace(city: City) -> None:
    by_key = {resource.key: resource for resource in city.resources}
    ended = [resource for resource in city.resources if resource.state in ("superseded", "merged")]
    for resource in ended:
        successor = by_key[resource.successor or ""]
        assert (successor.state, successor.department) == ("published", resource.department)
        assert successor.events[-1].on < resource.events[-1].on
    assert all(resource.successor is None for resource in city.resources if resource not in ended)


def test_revisions_change_something(city: City) -> None:
    revised = [resource for resource in city.resources if resource.revision]
    assert len(revised) == 25
    for resource in revised:
        assert resource.revision is not None
        assert resource.revision.content["items"] != resource.content["items"]
        assert resource.revision.content["name"] == resource.content["name"]


def test_bindings_pass_the_rules_and_share_no_address(city: City, today: date) -> None:
    bindings = [resource.binding for resource in city.resources if resource.binding]
    for binding in bindings:
        assert routes.check(binding.kind, binding.config) == []
        assert binding.bound_on <= binding.checked_on == today
    assert {binding.kind for binding in bindings} == set(routes.KINDS)
    addresses = [json.dumps(binding.config, sort_keys=True) for binding in bindings if binding.kind != "manual_table"]
    assert len(set(addresses)) == len(addresses)
    assert any(not binding.answering for binding in bindings)


def test_most_data_is_fresh_but_not_all(published: list[DemoResource], today: date) -> None:
    fresh = [
        rules.is_fresh(resource.content["update_cycle"], resource.binding.refreshed_on, today)
        for resource in published
        if resource.accessed and resource.binding
    ]
    judged = [each for each in fresh if each is not None]
    assert sum(judged) / len(judged) == pytest.approx(0.9, abs=0.03)


def test_the_vocabulary_reads_as_its_grammar_says() -> None:
    assert len(FIELDS) == 60
    kinds = {subject.kind for field in FIELDS.values() for subject in field.subjects}
    assert kinds == set(ASPECTS) - {"government", "any"}
    assert all(len(field.subjects) >= 4 for field in FIELDS.values())
    assert all(subject.items for field in FIELDS.values() for subject in field.subjects)


@pytest.mark.parametrize(
    ("name", "letter", "length"),
    [
        ("公民身份号码", "C", 18),
        ("母亲公民身份号码", "C", 18),
        ("发放金额", "Y", None),
        ("办结时间", "T", None),
        ("是否延期", "L", None),
        ("服务对象数", "I", None),
    ],
)
def test_item_names_tell_their_type(name: str, letter: str, length: int | None) -> None:
    assert describe(name)[:2] == (letter, length)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=40), st.integers(0, 5000))
def test_shares_add_up_and_lie_within_one_of_the_exact_share(weights: list[int], total: int) -> None:
    counts = shares(weights, total)
    assert sum(counts) == total
    assert all(abs(count - total * weight / sum(weights)) < 1 for count, weight in zip(counts, weights, strict=True))


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)), seed=st.integers(0, 10**6))
@settings(max_examples=2, deadline=None)
def test_any_day_and_seed_give_the_same_counts(day: date, seed: int) -> None:
    resources = generate(day, seed).resources
    published = [resource for resource in resources if resource.state == "published"]
    accessed = [resource for resource in published if resource.accessed]
    assert (len(published), _items(published), len(accessed), _items(accessed)) == (3640, 53_253, 3309, 47_928)
