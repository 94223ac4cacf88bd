"""What the service can be watched by, and by whom."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from catalog import jobs, people, webhooks
from catalog.jobs.table import JOBS
from catalog.people import Order
from catalog.webhooks import Subscription
from tests import builders
from tests.api.conftest import Caller, Town
from tests.conftest import CI


def a_machine(town: Town, *scopes: str) -> Caller:
    with town.office.work(builders.SECURITY_ADMIN) as work:
        order = Order(town.department, "监控", scopes, work.now + timedelta(days=1))
        return Caller(town.nobody.client, people.issue_token(work, order).secret)


def samples(caller: Caller) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    told = caller("GET", "/metrics").get_data(as_text=True)
    families = text_string_to_metric_families(told)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def test_a_token_with_the_scope_and_the_administrator_may_watch_and_others_may_not(town: Town) -> None:
    builders.create_official(town.office, "he.jun", roles=("system_admin",))
    for caller in (a_machine(town, "metrics:read"), town.at("he.jun")):
        assert caller("GET", "/metrics").content_type.startswith("text/plain")
    town.nobody("GET", "/metrics", status=401)
    town.at("li.ming")("GET", "/metrics", status=403)
    refused = a_machine(town, "resource:read")("GET", "/metrics", status=403)
    assert refused.json["code"] == "not_allowed"


def test_requests_works_and_refusals_are_counted_by_route_and_not_by_path(town: Town) -> None:
    watcher, li = a_machine(town, "metrics:read"), town.at("li.ming")
    before = samples(watcher)
    for _ in range(3):
        li("GET", f"/api/v1/resources/{town.department}", status=404)
    li("GET", "/no/such/address", status=404)
    li("BREW", "/livez", status=405)
    li("POST", "/api/v1/resources", status=201, json={"department": town.department, "content": builders.create_content()})
    after = samples(watcher)

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return after.get(key, 0) - before.get(key, 0)

    entry = {"route": "/api/v1/resources/<id:resource>", "method": "GET"}
    assert grown("catalog_requests_total", **entry, status="4xx") == 3
    assert grown("catalog_request_seconds_count", **entry) == 3
    assert grown("catalog_requests_total", route="none", method="GET", status="4xx") == 1
    assert grown("catalog_requests_total", route="none", method="other", status="4xx") == 1
    assert grown("catalog_refusals_total", code="not_found") == 3
    assert grown("catalog_refusals_total", code="no_such_address") == 1
    assert grown("catalog_works_total") == 1
    assert grown("catalog_trail_rows_total") >= 1
    assert town.department not in str(after)


def test_it_tells_how_jobs_and_webhooks_stand(town: Town) -> None:
    vault = people.open_vault(town.office.settings, town.office.new_secret)
    with town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.subscribe(work, vault, Subscription(town.department, "平台", "http://127.0.0.1/", ["region:*"]))
    builders.create_region(town.office, "渝中区", tier="district", parent=town.region)
    quick = [job for job in JOBS if job.name == "webhooks"]
    jobs.tick(town.office, builders.OPERATOR, quick, holder="here")
    told = samples(a_machine(town, "metrics:read"))
    assert told["catalog_job_last_success_timestamp_seconds", (("job", "webhooks"),)] == town.office.clock().timestamp()
    assert ("catalog_job_last_failure_timestamp_seconds", (("job", "webhooks"),)) not in told
    assert told["catalog_webhooks", ()] == 1
    assert told["catalog_webhook_backlog", ()] >= 1
    assert told["catalog_webhook_dead_letters", ()] == 0
    assert told["catalog_search_backlog", ()] > 0
    assert told["catalog_database_connections", ()] >= 1
    ((_, labels),) = [key for key in told if key[0] == "catalog_build_info"]
    assert dict(labels)["database"] == town.office.engine.dialect.name


def test_promtool_finds_nothing_to_say(town: Town) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        assert not CI, "promtool is missing"
        pytest.skip("promtool is not there")
    told = a_machine(town, "metrics:read")("GET", "/metrics").get_data()
    judged = subprocess.run([promtool, "check", "metrics"], input=told, capture_output=True, check=False)
    assert (judged.returncode, judged.stdout + judged.stderr) == (0, b"")
