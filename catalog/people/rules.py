"""What holds for regions, departments, chiefs, roles and passwords; pure.

Sources: GB 32100-2015 (credit codes), GB/T 2260 (region codes), GB/T 22239-2019 §8.1.4 (accounts and passwords, 等保三级).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal

from catalog.errors import Problem
from catalog.rights import ADMINISTRATORS, ROLES

# -- Texts


def length_problem(path: str, text: str | None, longest: int) -> Problem | None:
    """Return a problem if a text has more characters than may be kept; an absent text has none.

    >>> length_problem("short_name", "渝中区财政局", 3).code, length_problem("short_name", None, 3)
    ('too_long', None)
    """
    if text is None or len(text) <= longest:
        return None
    return Problem(path, "too_long", f"不得超过{longest}个字符", f"at most {longest} characters are allowed")


def length_problems(limits: Mapping[str, int], texts: Mapping[str, str | None]) -> list[Problem]:
    """Return the problems of all texts that are longer than their limit.

    >>> [problem.path for problem in length_problems({"system": 2, "local_code": 2}, {"system": "政法口", "local_code": "cz"})]
    ['system']
    """
    found = (length_problem(path, texts[path], longest) for path, longest in limits.items())
    return [problem for problem in found if problem]


# -- Credit codes

CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_code_check_digit(first17: str) -> str:
    """Return the 18th character of a 统一社会信用代码 for its first 17 (GB 32100-2015).

    Raises
    ------
    ValueError
        There are not 17 characters, or one is not of the code's alphabet.

    Examples
    --------
    >>> credit_code_check_digit("11500000009275780")
    'L'
    """
    if len(first17) != len(CODE_WEIGHTS):
        raise ValueError(f"expected {len(CODE_WEIGHTS)} characters, got {len(first17)}")
    total = sum(CODE_ALPHABET.index(character) * weight for character, weight in zip(first17, CODE_WEIGHTS, strict=True))
    return CODE_ALPHABET[-total % len(CODE_ALPHABET)]


def credit_code_problem(code: str, path: str) -> Problem | None:
    """Return what is wrong with a credit code, or None. It says nothing of the region: that is never derived from the code.

    Examples
    --------
    >>> credit_code_problem("11500226MB1D37341C", "credit_code") is None
    True
    >>> credit_code_problem("11500226MB1D37341D", "credit_code").code
    'bad_check_digit'
    """
    if len(code) != 18:
        return Problem(
            path,
            "bad_length",
            f"统一社会信用代码应为18位，现为{len(code)}位",
            f"a credit code has 18 characters, not {len(code)}",
        )
    if stray := sorted(set(code) - set(CODE_ALPHABET)):
        shown = " ".join(stray)
        zh = f"统一社会信用代码含有不允许的字符：{shown}"
        return Problem(path, "bad_character", zh, f"a credit code does not hold these characters: {shown}")
    expected = credit_code_check_digit(code[:17])
    if code[17] != expected:
        return Problem(
            path, "bad_check_digit", f"校验位不符：应为{expected}", f"the check character does not agree: expected {expected}"
        )
    return None


# -- Tiers and regions

TIERS: Final[tuple[tuple[str, int, str, str], ...]] = (
    ("national", 10, "国家", "national"),
    ("city", 20, "市", "city"),
    ("district", 30, "区县", "district"),
)
"""The three tiers of the start: code, level, Chinese and English name. Other tiers fit between and below."""

ROOT_REGION: Final = "全国"
REGION_CODE_LENGTHS: Final = (6, 9, 12)

REGION_SUFFIXES: Final = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "地区", "林区", "新区",
    "省", "市", "盟", "州", "区", "县", "旗",
)  # fmt: skip


def region_code_problem(code: str, path: str) -> Problem | None:
    """Return what is wrong with a GB/T 2260 code (six digits; nine or twelve for towns and streets), or None.

    >>> region_code_problem("500103", "code") is None, region_code_problem("5001", "code").code
    (True, 'bad_region_code')
    """
    if code.isascii() and code.isdigit() and len(code) in REGION_CODE_LENGTHS:
        return None
    return Problem(
        path,
        "bad_region_code",
        "行政区划代码应为6位（街镇9位或12位）数字",
        "a region code has 6 digits (9 or 12 for towns and streets)",
    )


def region_stem(name: str) -> str:
    """Return a region's name without the word for its kind, when at least two characters remain.

    >>> region_stem("渝中区"), region_stem("重庆"), region_stem("开县")
    ('渝中', '重庆', '开县')
    """
    for suffix in REGION_SUFFIXES:
        if name.endswith(suffix) and len(name) >= len(suffix) + 2:
            return name[: -len(suffix)]
    return name


def region_steps(names: Iterable[str]) -> tuple[str, ...]:
    """Return a chain of names, uppermost first, without blanks, the 市辖区 of address tables, and repetitions.

    >>> region_steps(["北京市", "北京市", "", "朝阳区"]), region_steps(["重庆市", "市辖区", "渝中区"])
    (('北京市', '朝阳区'), ('重庆市', '渝中区'))
    """
    steps: list[str] = []
    for name in (name.strip() for name in names):
        if name and name not in ("市辖区", "县") and steps[-1:] != [name]:
            steps.append(name)
    return tuple(steps)


def region_matches(steps: Sequence[str], chain: Sequence[str]) -> bool:
    """Tell whether the names asked for (uppermost first) occur in this order in a region's own chain, ending at the region.

    Examples
    --------
    >>> region_matches(["重庆", "渝中区"], ["全国", "重庆市", "渝中区"])
    True
    >>> region_matches(["四川省", "渝中区"], ["全国", "重庆市", "渝中区"])
    False
    """
    own = iter(reversed(chain))
    asked = list(reversed(steps))
    if not _same_region(asked[0], next(own, "")):
        return False
    return all(any(_same_region(step, name) for name in own) for step in asked[1:])


def _same_region(asked: str, name: str) -> bool:
    return asked == name or asked == region_stem(name)


# -- Departments

DEPARTMENT_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "party": ("党委部门", "party body"),
    "government": ("政府部门", "government department"),
    "peoples_congress": ("人大机关", "people's congress"),
    "cppcc": ("政协机关", "people's political consultative conference"),
    "court": ("法院", "court"),
    "procuratorate": ("检察院", "procuratorate"),
    "mass_organisation": ("群团组织", "mass organisation"),
    "public_institution": ("事业单位", "public institution"),
    "public_enterprise": ("公共企业", "public enterprise"),
    "vertical_agency": ("垂直管理机构", "agency under vertical management"),
    "other": ("其他", "other"),
}

SuccessionKind = Literal["rename", "merge", "split"]
SUCCESSIONS: Final[Mapping[SuccessionKind, tuple[str, str]]] = {
    "rename": ("更名", "renamed"),
    "merge": ("合并", "merged"),
    "split": ("拆分", "split"),
}


def covers(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Tell whether a day lies in a half-open interval of days; an empty end is open.

    >>> covers(date(2018, 1, 1), date(2019, 1, 1), date(2019, 1, 1)), covers(None, None, date(2019, 1, 1))
    (False, True)
    """
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


def name_variants(name: str, region: str) -> tuple[str, ...]:
    """Return the forms under which a department of a region is known, the given one first.

    >>> name_variants("市财政局", "重庆市")
    ('市财政局', '重庆市财政局', '重庆市市财政局')
    >>> name_variants("重庆市财政局", "重庆市")
    ('重庆市财政局', '市财政局', '财政局')
    """
    if name.startswith(region):
        bare = name.removeprefix(region)
        return (name, region[-1] + bare, bare) if bare else (name,)
    relative = (region[:-1] + name,) if name[:1] == region[-1:] else ()
    return (name, *relative, region + name)


def department_problems(name: str, type_: str, credit_code: str | None) -> list[Problem]:
    """Return everything that is wrong with a department's own fields.

    >>> [problem.path for problem in department_problems(" ", "ministry", "1")]
    ['name', 'type', 'credit_code']
    """
    problems = []
    if not name.strip() or len(name) > 128:
        problems.append(Problem("name", "bad_name", "名称应为1至128个字符", "a name has 1 to 128 characters"))
    if type_ not in DEPARTMENT_TYPES:
        known = ", ".join(DEPARTMENT_TYPES)
        problems.append(
            Problem("type", "unknown_type", f"没有此部门类型，应为：{known}", f"no such type of department; one of {known}")
        )
    if credit_code is not None and (problem := credit_code_problem(credit_code, "credit_code")):
        problems.append(problem)
    return problems


# -- Chiefs

CHIEF_KINDS: Final[Mapping[str, tuple[str, str, frozenset[frozenset[str]]]]] = {
    "chief": ("云长", "cloud chief", frozenset({frozenset({"department"}), frozenset({"region"})})),
    "system_chief": ("系统云长", "system cloud chief", frozenset({frozenset({"system", "region"})})),
    "general_chief": ("总云长", "general cloud chief", frozenset({frozenset({"region"})})),
}
"""Each kind with its names and the sets of fields that may say what it answers for."""


def chief_problem(kind: str, given: Collection[str]) -> Problem | None:
    """Return what is wrong with the kind of a chief and the fields that say what it answers for, or None.

    >>> chief_problem("system_chief", {"system"}).code
    'bad_span'
    """
    if kind not in CHIEF_KINDS:
        known = ", ".join(CHIEF_KINDS)
        return Problem("kind", "unknown_kind", f"没有此类云长，应为：{known}", f"no such kind of chief; one of {known}")
    allowed = CHIEF_KINDS[kind][2]
    if frozenset(given) in allowed:
        return None
    forms = " / ".join(sorted(" + ".join(sorted(form)) for form in allowed))
    return Problem("span", "bad_span", f"负责范围应填写：{forms}", f"what the chief answers for must be given as: {forms}")


# -- Roles

ASSUMED: Final = frozenset({"operator", "machine", "official", "visitor", "anonymous"})
"""Roles that follow from how somebody came in; nobody is granted one."""
GRANTABLE: Final = (*(role for role in ROLES if role not in ASSUMED),)
HANDLING: Final = frozenset({"registrar", "reviewer", "applicant", "authority"})
"""Roles that handle entries and requests; an administrator holds none of them (三员分立)."""


def role_problem(role: str, held: Collection[str]) -> Problem | None:
    """Return why the role cannot be granted to somebody who holds these already, or None.

    Examples
    --------
    >>> role_problem("auditor", {"system_admin"}).code
    'separation'
    >>> role_problem("reviewer", {"registrar"}) is None
    True
    """
    if role not in GRANTABLE:
        known = ", ".join(GRANTABLE)
        return Problem("role", "unknown_role", f"没有此角色，应为：{known}", f"no such role; one of {known}")
    excluded = (
        (ADMINISTRATORS - {role}) | HANDLING if role in ADMINISTRATORS else ADMINISTRATORS if role in HANDLING else frozenset()
    )
    against = sorted(excluded & set(held))
    if not against:
        return None
    zh = f"三员分立：{ROLES[role][0]}不得与{'、'.join(ROLES[name][0] for name in against)}由同一人担任"
    en = f"separated duties: {role} cannot be held together with {', '.join(against)}"
    return Problem("role", "separation", zh, en)


# -- Accounts and passwords

MIN_PASSWORD: Final = 8
MIN_CLASSES: Final = 3


def password_problem(password: str, login: str) -> Problem | None:
    """Return what is wrong with a password, or None: at least 8 characters of 3 classes, without the login (等保三级).

    Examples
    --------
    >>> password_problem("Yunzhang-2019", "zhangsan") is None
    True
    >>> password_problem("yunzhang2019", "zhangsan").code
    'weak_password'
    """
    tests = (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())
    classes = sum(any(test(character) for character in password) for test in tests)
    if len(password) < MIN_PASSWORD or classes < MIN_CLASSES:
        zh = "口令至少8个字符，含大写字母、小写字母、数字、符号中的三类"
        return Problem(
            "password",
            "weak_password",
            zh,
            "a password has 8 characters or more, of three of: upper case, lower case, digits, symbols",
        )
    if login.casefold() in password.casefold():
        return Problem("password", "password_holds_login", "口令不得包含登录名", "a password must not hold the login")
    return None


def password_expired(changed_at: datetime, days: int, now: datetime) -> bool:
    """Tell whether a password is older than ``days``.

    >>> password_expired(datetime(2026, 1, 1), 90, datetime(2026, 4, 1))
    True
    """
    return changed_at + timedelta(days=days) <= now


def login_problem(login: str) -> Problem | None:
    """Return what is wrong with a login, or None.

    >>> login_problem("zhang.san") is None, login_problem("张三").code
    (True, 'bad_login')
    """
    if 3 <= len(login) <= 64 and login.isascii() and all(character.isalnum() or character in "._-@" for character in login):
        return None
    return Problem("login", "bad_login", "登录名为3至64个字母、数字或._-@", "a login has 3 to 64 letters, digits or ._-@")
