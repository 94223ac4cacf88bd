"""The city's regions, departments and people fit together and pass the rules of the register."""

from __future__ import annotations

from collections import Counter

from catalog.demo import City
from catalog.people import rules


def test_three_tiers_at_real_size(city: City) -> None:
    assert Counter(region.tier for region in city.regions) == {"national": 1, "city": 1, "district": 41}
    assert Counter(department.tier for department in city.departments) == {"national": 10, "city": 60, "district": 41 * 6}


def test_every_region_has_departments_and_a_data_authority_with_an_officer(city: City) -> None:
    region_of = {department.key: department.region for department in city.departments}
    manned = {region_of[official.department] for official in city.officials if "authority" in official.roles}
    assert set(region_of.values()) == manned == {region.key for region in city.regions}


def test_parents_come_first_and_lie_one_tier_up(city: City) -> None:
    above = {"district": "city", "city": "national"}
    for things, parent in ((city.regions, "parent"), (city.departments, "vertical_parent")):
        seen: dict[str, str] = {}
        for thing in things:
            if getattr(thing, parent) is not None:
                assert seen[getattr(thing, parent)] == above[thing.tier]
            seen[thing.key] = thing.tier


def test_departments_pass_the_rules_of_the_register(city: City) -> None:
    for department in city.departments:
        assert rules.department_problems(department.name, department.type, department.credit_code) == []
    assert len({department.credit_code for department in city.departments}) == len(city.departments)
    assert len({department.name for department in city.departments}) == len(city.departments)


def test_organisation_codes_carry_their_own_check_character(city: City) -> None:
    for department in city.departments:
        digits, check = department.credit_code[8:16], department.credit_code[16]
        total = sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
        assert check == "0123456789X0"[11 - total % 11], department.credit_code


def test_region_codes_are_well_formed_and_zones_have_none(city: City) -> None:
    codes = [region.code for region in city.regions if region.code]
    assert all(rules.region_code_problem(code, "code") is None for code in codes)
    assert len(set(codes)) == len(codes) == 1 + 38
    assert all(region.code or region.local_code for region in city.regions)


def test_every_department_has_a_registrar_and_another_person_as_reviewer(city: City) -> None:
    posts = {(official.department, official.roles[0]): official.login for official in city.officials}
    for department in city.departments:
        assert posts[department.key, "registrar"] != posts[department.key, "reviewer"]


def test_officials_pass_the_rules_of_logins_and_roles(city: City) -> None:
    logins = [official.login for official in city.officials]
    assert len(set(logins)) == len(logins)
    for official in city.officials:
        assert rules.login_problem(official.login) is None
        assert all(rules.role_problem(role, set(official.roles) - {role}) is None for role in official.roles)


def test_chiefs_are_one_general_six_for_systems_and_one_for_each_department_and_district(city: City) -> None:
    assert Counter(chief.kind for chief in city.chiefs) == {"general_chief": 1, "system_chief": 6, "chief": 57 + 41}
    assert {chief.system for chief in city.chiefs if chief.system} == {"政法", "组工", "城乡建设", "交通", "农业", "对外开放"}
    roles = {official.login: official.roles for official in city.officials}
    for chief in city.chiefs:
        given = {field for field in ("department", "system", "region") if getattr(chief, field)}
        assert rules.chief_problem(chief.kind, given) is None
        assert "chief" in roles[chief.official]


def test_each_system_has_departments_to_answer_for(city: City) -> None:
    municipal = {department.system for department in city.departments if department.tier == "city"}
    assert {chief.system for chief in city.chiefs if chief.system} <= municipal


def test_district_departments_are_called_as_people_call_them(city: City) -> None:
    names = {department.name: department.short_name for department in city.departments}
    assert names["石岭土家族自治县人民政府办公室"] == "石岭政府办公室"
    assert names["云江高新区管理委员会办公室"] == "云江高新区管委会办公室"
    assert names["中共云江市委员会组织部"] == "市组织部"
    assert not any("委员会委员会" in name for name in names)
