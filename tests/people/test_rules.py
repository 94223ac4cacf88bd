"""Rules that need no database."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.people import rules
from catalog.people.rules import CODE_ALPHABET, credit_code_check_digit, credit_code_problem

VALID = ("11500000009275780L", "11500226MB1D37341C", "11500000MB1670604W")


def guangan(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "departments" / "guangan_uscc.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("code", VALID)
def test_real_credit_codes_are_valid(code: str) -> None:
    assert credit_code_problem(code, "credit_code") is None


def test_the_codes_of_guangan_are_valid(shared_data: Path) -> None:
    codes = {row["uscc"] for row in guangan(shared_data)}
    assert len(codes) == 40
    assert [code for code in codes if credit_code_problem(code, "credit_code")] == []


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(CODE_ALPHABET))
def test_one_wrong_character_is_always_caught(code: str, place: int, character: str) -> None:
    changed = code[:place] + character + code[place + 1 :]
    problem = credit_code_problem(changed, "credit_code")
    assert (problem is None) == (changed == code)


@given(st.text(CODE_ALPHABET, min_size=17, max_size=17))
def test_a_code_is_valid_exactly_with_its_check_digit(first17: str) -> None:
    right = credit_code_check_digit(first17)
    accepted = [last for last in CODE_ALPHABET if credit_code_problem(first17 + last, "c") is None]
    assert accepted == [right]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "bad_length"),
        ("1150000000927578", "bad_length"),
        ("1150000000927578OL", "bad_character"),
        ("11500000009275780l", "bad_character"),
    ],
)
def test_a_malformed_credit_code_is_named(code: str, problem: str) -> None:
    found = credit_code_problem(code, "rows[3].credit_code")
    assert found is not None
    assert (found.path, found.code) == ("rows[3].credit_code", problem)


def test_the_check_digit_refuses_what_is_no_code() -> None:
    with pytest.raises(ValueError, match="17"):
        credit_code_check_digit("115")
    with pytest.raises(ValueError, match="substring"):
        credit_code_check_digit("1150000000927578I")


@pytest.mark.parametrize("code", ["500103", "500103001", "500103001002"])
def test_region_codes_of_three_lengths(code: str) -> None:
    assert rules.region_code_problem(code, "code") is None


@pytest.mark.parametrize("code", ["", "50010", "50010a", "５００１０３", "5001030"])
def test_other_region_codes_are_refused(code: str) -> None:
    assert rules.region_code_problem(code, "code") is not None


@pytest.mark.parametrize(
    ("asked", "chain", "fits"),
    [
        (["渝中区"], ["全国", "重庆市", "渝中区"], True),
        (["渝中"], ["全国", "重庆市", "渝中区"], True),
        (["重庆市", "渝中区"], ["全国", "重庆市", "渝中区"], True),
        (["浙江省", "西湖区"], ["全国", "浙江省", "杭州市", "西湖区"], True),
        (["杭州市", "浙江省", "西湖区"], ["全国", "浙江省", "杭州市", "西湖区"], False),
        (["渝中区"], ["全国", "重庆市"], False),
    ],
)
def test_a_chain_of_names_fits_in_order(asked: list[str], chain: list[str], fits: bool) -> None:
    assert rules.region_matches(asked, chain) is fits


@pytest.mark.parametrize(
    ("role", "held", "code"),
    [
        ("auditor", {"system_admin"}, "separation"),
        ("system_admin", {"security_admin"}, "separation"),
        ("security_admin", {"auditor"}, "separation"),
        ("system_admin", {"registrar"}, "separation"),
        ("applicant", {"auditor"}, "separation"),
        ("authority", {"security_admin"}, "separation"),
        ("operator", set(), "unknown_role"),
        ("machine", set(), "unknown_role"),
        ("official", set(), "unknown_role"),
        ("visitor", set(), "unknown_role"),
        ("anonymous", set(), "unknown_role"),
    ],
)
def test_roles_that_do_not_go_together(role: str, held: set[str], code: str) -> None:
    problem = rules.role_problem(role, held)
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize(
    ("role", "held"), [("reviewer", {"registrar", "applicant"}), ("chief", {"authority"}), ("auditor", set())]
)
def test_roles_that_do(role: str, held: set[str]) -> None:
    assert rules.role_problem(role, held) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1-xyz", "weak_password"),
        ("abcdefgh1", "weak_password"),
        ("ABCDefgh", "weak_password"),
        ("Zhangsan-2026", "password_holds_login"),
    ],
)
def test_weak_passwords_are_refused(password: str, code: str) -> None:
    problem = rules.password_problem(password, "zhangsan")
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize("password", ["abcdef1-", "Abcdefg1", "ABCDEF1-"])
def test_three_classes_are_enough(password: str) -> None:
    assert rules.password_problem(password, "zhangsan") is None
