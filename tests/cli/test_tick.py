"""``catalog tick`` as an operator runs it."""

from __future__ import annotations

from tests.cli.conftest import Run, answer


def test_every_job_is_told_of(run: Run) -> None:
    first = {one["name"]: one["outcome"] for one in answer(run("tick", "--json"))}
    done = dict.fromkeys(("search", "webhooks", "fold", "compact", "grants"), "done")
    assert first == done | dict.fromkeys(("retain", "bindings"), "not_due")
    assert "未到时间 not due" in run("tick").stdout


def test_an_official_does_not_tick(run: Run) -> None:
    refused = run("tick", "--as", "nobody", "--password", "wrong", "--json", code=1)
    assert answer(refused)["error"]["code"] == "bad_credentials"
