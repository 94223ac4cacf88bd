"""The laws of the house, held by reading the package itself."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table

from catalog import upkeep
from catalog.calendars.rules import CASE_STATES
from catalog.lists.demands import rules as demand_rules
from catalog.lists.demands.rules import DEMAND
from catalog.lists.responsibilities import rules as responsibility_rules
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.lists.rules import DELETED, RESOURCE, STATE_NAMES, VERB_NAMES, VERSION
from catalog.office import Office
from catalog.rights import REACHES, RIGHTS, ROLES
from catalog.sharing import rules as sharing_rules
from catalog.store import Base
from catalog.webhooks.rules import LETTER

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "catalog"
MODULES = sorted(PACKAGE.rglob("*.py"))
PICTURES = {".png"}
ROOMS = (
    "trail",
    "people",
    "calendars",
    "lists",
    "lists.demands",
    "lists.responsibilities",
    "sharing",
    "sharing.applications",
    "sharing.grants",
    "search",
    "matching",
    "metering.ledger",
    "jobs",
    "webhooks",
)

#: Verbs that change something and leave no trail row, with the reason.
SILENT_VERBS: dict[str, str] = {}

#: Where something is written without a trail row (in a chore instead of a work), with the reason.
CHORES = {
    "metering/ledger/appending.py": "calls are their own record: what was added stands in segments that nothing rewrites",
    "metering/ledger/compacting.py": "the same calls are stored in another way",
    "metering/ledger/folding.py": "totals follow from the calls and say nothing new",
    "metering/ledger/lines.py": "a line is the name under which calls are counted, made with the first of them",
    "metering/ledger/retaining.py": "what is dropped is what the settings say, and the pack itself tells when",
    "jobs/__init__.py": "when a job is due and who holds it is no change of anything in the house",
    "search/folding.py": "the index can be built again from the lists at any time",
    "webhooks/sending.py": "how far a receiver has been told follows from the trail and says nothing new",
}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", str(ROOT / "setup.cfg"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_rules_module_is_held_pure() -> None:
    contract = (ROOT / "setup.cfg").read_text(encoding="utf-8").partition("contract:pure")[2]
    rules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in PACKAGE.rglob("rules.py")}
    assert {name for name in rules if f"{name}\n" not in contract} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_wall_clock_random_or_environment_outside_office_and_settings(path: Path) -> None:
    allowed = {"office.py": {"datetime.now", "secrets"}, "settings.py": {"os.environ"}}.get(path.name, set())
    if path.name == "upkeep.py":
        allowed = {"os.environ"}  # what PostgreSQL's own programs are started with
    if path.parent.name in ("api", "web") or path.name == "reception.py":
        allowed = {"perf_counter"}  # how long a request took is measured, not judged by
    found = set()
    for node in ast.walk(_tree(path)):
        name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if name in {
            "datetime.now",
            "datetime.utcnow",
            "date.today",
            "datetime.today",
            "os.environ",
            "os.getenv",
            "time.time",
            "uuid.uuid4",
        }:
            found.add(name)
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + ([node.module] if isinstance(node, ast.ImportFrom) else [])
            found |= {name for name in names if name in {"secrets", "getpass", "perf_counter"}}
            if any(alias.name == "random" for alias in node.names):
                found.add("random")
    if path.parts[-2:] == ("cli", "common.py") or path.parts[-2:] == ("cli", "demo.py"):
        allowed = {"getpass"}  # the operator is recorded with the system's user name
    assert found <= allowed


def test_models_equal_migrations(office: Office) -> None:
    upkeep.load_models()
    with office.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_have_one_head_and_are_numbered() -> None:
    script = ScriptDirectory.from_config(upkeep.migrations())
    assert len(script.get_heads()) == 1
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_every_room_that_has_tables_is_known_to_upkeep() -> None:
    found = {".".join(path.parent.relative_to(PACKAGE).parts) for path in PACKAGE.rglob("model.py")}
    assert found == set(upkeep.ROOMS_WITH_TABLES)


def test_every_mutable_thing_has_a_revision_or_a_reason() -> None:
    upkeep.load_models()
    append_only = {"step", "trail", "review", "edition", "edition_entry", "succession", "bootstrap", "policy_profile"}
    bound_to_a_parent = {
        "demand_source",
        "demand_standing",
        "responsibility_owner",
        "version",
        "placement",
        "role_grant",
        "sign_in",
    }  # changed together with the thing they belong to
    registers = {"tier", "classification", "calendar_day"}  # put again whole, never edited from a page that was read before
    derived = {"search_generation", "search_document", "search_posting"}  # built again from the lists at any time
    ledger = {
        "meter_source",
        "meter_reason",
        "meter_segment",
        "meter_delta",
        "meter_pack",
        "meter_pack_keys",
        "meter_aside",
        "meter_hours",
        "meter_day",
        "meter_month",
        "meter_cube",
    }  # written by appending, folding and packing alone
    nobodys_to_edit = {"job", "webhook_delivery"}  # written by the process that holds the lease, from no page
    tables: list[Table] = list(Base.metadata.tables.values())
    without = {table.name for table in tables if "revision" not in table.c}
    assert without == append_only | bound_to_a_parent | registers | derived | ledger | nobodys_to_edit


@pytest.mark.parametrize(
    ("table", "begin"),
    [
        (RESOURCE, "draft"),
        (VERSION, "draft"),
        (DEMAND, "draft"),
        (RESPONSIBILITY, "draft"),
        *((sharing_rules.TABLES[kind], begin) for kind, begin in sharing_rules.BEGIN.items()),
        (CASE_STATES, "open"),
        (LETTER, "dead"),
    ],
    ids=["resource", "version", "demand", "responsibility", *sharing_rules.BEGIN, "case", "letter"],
)
def test_every_state_table_is_total_and_each_state_reachable(table: dict[str, dict[str, str]], begin: str) -> None:
    targets = {after for verbs in table.values() for after in verbs.values()} - {DELETED}
    assert targets <= set(table)
    reached, waiting = {begin}, [begin]
    while waiting:
        for after in table.get(waiting.pop(), {}).values():
            if after not in reached and after != DELETED:
                reached.add(after)
                waiting.append(after)
    assert reached == set(table)


@pytest.mark.parametrize("rules", [demand_rules, responsibility_rules], ids=["demand", "responsibility"])
def test_every_state_and_verb_of_the_other_lists_has_a_name_in_both_languages(rules: ModuleType) -> None:
    (table,) = (found for name, found in vars(rules).items() if name in ("DEMAND", "RESPONSIBILITY"))
    assert set(table) == set(rules.STATE_NAMES)
    assert {verb for verbs in table.values() for verb in verbs} <= set(rules.VERB_NAMES)
    assert set(rules.OPEN_STATES) <= set(table)
    assert all(zh and en for zh, en in (*rules.STATE_NAMES.values(), *rules.VERB_NAMES.values()))


def test_every_state_and_verb_of_sharing_has_a_name_in_both_languages() -> None:
    for kind, table in sharing_rules.TABLES.items():
        states, verbs = sharing_rules.STATE_NAMES[kind], sharing_rules.VERB_NAMES[kind]
        assert set(table) == set(states)
        assert {verb for each in table.values() for verb in each} <= set(verbs)
        assert all(zh and en for zh, en in (*states.values(), *verbs.values()))


def test_every_state_and_verb_of_an_entry_has_a_name_in_both_languages() -> None:
    assert set(RESOURCE) | set(VERSION) <= set(STATE_NAMES)
    assert {verb for table in (RESOURCE, VERSION) for verbs in table.values() for verb in verbs} <= set(VERB_NAMES)
    assert all(zh and en for zh, en in (*STATE_NAMES.values(), *VERB_NAMES.values()))


def _literal_verbs(call_names: set[str]) -> set[str]:
    verbs = set()
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in call_names:
                verbs |= {
                    each.value
                    for each in node.args
                    if isinstance(each, ast.Constant) and re.fullmatch(r"[a-z_]+:[a-z_]+", str(each.value))
                }
    return verbs


def test_the_rights_table_names_only_known_roles_and_reaches() -> None:
    assert {role for roles in RIGHTS.values() for role in roles} <= set(ROLES)
    assert {reach for roles in RIGHTS.values() for reach in roles.values()} <= set(REACHES)


def test_every_right_that_is_asked_for_stands_in_the_table() -> None:
    asked = _literal_verbs({"require", "may", "reach"})
    assert asked <= set(RIGHTS)
    assert len(asked) > 20


def test_nobody_may_do_everything() -> None:
    for role in ROLES:
        assert any(role not in roles for roles in RIGHTS.values()), role
    for verb in ("resource:sign", "resource:approve", "role:grant", "role:revoke"):
        assert "operator" not in RIGHTS[verb]


def _home(room: str) -> Path:
    return PACKAGE.joinpath(*room.split("."))


def _room_verbs() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield what a room exports that takes a work first: its verbs; other functions are steps of these."""
    for room in ROOMS:
        exported = set(importlib.import_module(f"catalog.{room}").__all__)
        for path in sorted(_home(room).glob("*.py")):
            for node in _tree(path).body:
                if isinstance(node, ast.FunctionDef) and node.name in exported and node.args.args:
                    annotation = node.args.args[0].annotation
                    if annotation is not None and ast.unparse(annotation) == "Work":
                        yield f"{room}.{node.name}", node


def test_every_verb_that_changes_something_leaves_a_trail_row() -> None:
    """Follow each public function that takes a work through the functions it calls, until one records."""
    bodies = {
        node.name: {ast.unparse(call.func).rpartition(".")[2] for call in ast.walk(node) if isinstance(call, ast.Call)}
        for room in ROOMS
        for path in _home(room).glob("*.py")
        for node in _functions(_tree(path))
    }

    def records(name: str, seen: frozenset[str] = frozenset()) -> bool:
        calls = bodies.get(name, set())
        return "record" in calls or any(records(call, seen | {name}) for call in calls & bodies.keys() if call not in seen)

    def changes(node: ast.FunctionDef) -> bool:
        text = ast.unparse(node)
        return any(word in text for word in ("session.add", "session.delete", "insert(", "update(", "delete_from("))

    assert len(list(_room_verbs())) > 30
    silent = {name for name, node in _room_verbs() if changes(node) and not records(node.name) and name not in SILENT_VERBS}
    assert silent == set()


def test_what_is_written_without_a_trail_row_has_a_reason() -> None:
    chores = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".chore")
    }
    assert chores == CHORES.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_public_names_are_documented_and_sizes_kept(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 420, "split the module"
    undocumented = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and ast.get_docstring(node) is None
    ]
    hidden = {
        inner.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.ClassDef) and node.name.startswith("_"))
        for inner in ast.walk(node)
        if isinstance(inner, ast.FunctionDef) and inner is not node
    }
    assert [name for name in undocumented if name not in hidden] == []


def test_only_the_office_commits() -> None:
    committing = [
        str(path.relative_to(PACKAGE)) for path in MODULES if re.search(r"\.commit\(\)", path.read_text(encoding="utf-8"))
    ]
    assert committing == ["office.py"]


def test_every_problem_and_refusal_speaks_both_languages() -> None:
    """A problem is written with its Chinese text before its English one; a swap or a copy would show here."""
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem" and len(node.args) >= 4:
                zh, en = node.args[2], node.args[3]
                if isinstance(zh, ast.Constant) and isinstance(en, ast.Constant):
                    assert re.search(r"[\u4e00-\u9fff]", zh.value), (path, zh.value)
                    assert not re.search(r"[\u4e00-\u9fff]", en.value), (path, en.value)


def test_every_test_function_is_collected() -> None:
    """A function in a test module that takes fixtures but is not named a test would never run."""
    lost = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in _tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith(("test_", "_")) and not node.decorator_list:
                used = path.read_text(encoding="utf-8").count(node.name) > 1
                lost += [] if used else [f"{path.name}:{node.name}"]
    assert lost == []


def test_the_project_speaks_of_itself_alone() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    forbidden = re.compile(r"/(?:work|tmp|root|home)/[a-z]|pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian")
    texts = [name for name in tracked if not name.startswith("tests/house/") and Path(name).suffix not in PICTURES]
    assert [name for name in texts if forbidden.search((ROOT / name).read_text(encoding="utf-8"))] == []
