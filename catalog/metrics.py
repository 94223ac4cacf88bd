"""What the service can be watched by, in Prometheus' text format.

Requests, works and refusals are counted as they happen: in memory, or, where several processes serve, in files of a
directory that they share (``cli/serve`` says which), and whichever process is asked adds all of them up. How the catalog stands is read when somebody
asks. Labels have few values: the template of a route and never its path, the class of a status, names of ours.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import event

from catalog import __version__, jobs, trail
from catalog.office import Look, Office, Work
from catalog.rights import require
from catalog.search import folding
from catalog.webhooks import queries as webhooks

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped
_counted: Final = CollectorRegistry()
_requests: Final = Counter(
    "catalog_requests",
    "Requests answered, by route, method and class of status.",
    ("route", "method", "status"),
    registry=_counted,
)
_durations: Final = Histogram(
    "catalog_request_seconds", "Time taken to answer a request.", ("route", "method"), registry=_counted, buckets=_SECONDS
)
_works: Final = Counter("catalog_works", "Works committed by the serving processes.", registry=_counted)
_refusals: Final = Counter("catalog_refusals", "Requests refused, by the code of the problem.", ("code",), registry=_counted)
_connections: Final = Gauge(
    "catalog_database_connections", "Database connections in use.", registry=_counted, multiprocess_mode="livesum"
)


def attach(office: Office) -> None:
    """Count what an office does; once is enough."""
    if _work_done in office.after_work:
        return
    office.after_work.append(_work_done)
    event.listen(office.engine, "checkout", lambda *_: _connections.inc())
    event.listen(office.engine, "checkin", lambda *_: _connections.dec())


def _work_done(_work: Work) -> None:
    _works.inc()


@functools.cache
def _series(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """Return what counts and what times such requests; there are as few as there are labels, and looking them up takes longer."""
    return _requests.labels(route, method, f"{status}xx"), _durations.labels(route, method)


def answered(route: str | None, method: str, status: int, seconds: float) -> None:
    """Count a request; ``route`` is its template, None where there is no such address."""
    counted, timed = _series(route or "none", method if method in METHODS else "other", status // 100)
    counted.inc()
    timed.observe(seconds)


def refused(code: str) -> None:
    """Count a refusal."""
    _refusals.labels(code).inc()


def exposition(look: Look) -> bytes:
    """Return everything there is to be watched.

    Raises
    ------
    NotAllowed
        The actor may not watch.
    """
    require(look.actor, "metrics:read")
    registry = CollectorRegistry()
    registry.register(_Standing(look))
    try:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as above
    except ValueError:  # This process serves alone.
        registry.register(_Counted())
    return generate_latest(registry)


class _Counted(Collector):
    """What this process has counted."""

    def collect(self) -> Iterator[Metric]:
        """Yield it."""
        yield from _counted.collect()


class _Standing(Collector):
    """How the catalog stands, read in one look."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def collect(self) -> Iterator[Metric]:
        """Yield it."""
        yield _info(self._look)
        yield CounterMetricFamily("catalog_trail_rows", "Rows of the trail.", value=trail.head(self._look).seq)
        yield _gauge("search_backlog", "Rows of the trail not folded into the index.", self._search())
        told = webhooks.standing(self._look)
        yield _gauge("webhooks", "Webhooks subscribed.", told.webhooks)
        yield _gauge("webhook_backlog", "Rows of the trail that the webhook furthest behind has not looked at.", told.backlog)
        yield _gauge("webhook_dead_letters", "Events given up and not delivered since.", told.dead)
        yield from self._jobs()

    def _search(self) -> int:
        return folding.standing(self._look, measured=False).behind

    def _jobs(self) -> Iterator[Metric]:
        standings = jobs.standings(self._look)
        instants: dict[str, tuple[str, dict[str, datetime | None]]] = {
            "success": ("Last success of a job.", {one.name: one.succeeded_at for one in standings}),
            "failure": ("Last failure of a job.", {one.name: one.failed_at for one in standings}),
        }
        for what, (said, by_job) in instants.items():
            family = GaugeMetricFamily(f"catalog_job_last_{what}_timestamp_seconds", said, labels=("job",))
            for name, instant in by_job.items():
                if instant is not None:
                    family.add_metric((name,), instant.timestamp())
            yield family


def _info(look: Look) -> Metric:
    family = GaugeMetricFamily("catalog_build_info", "Version of the service and its database.", labels=("version", "database"))
    family.add_metric((__version__, look.session.get_bind().dialect.name), 1)
    return family


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"catalog_{name}", said, value=value)
