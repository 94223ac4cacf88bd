"""The jobs of the service: the one place where the rooms' background work is put together."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Final

from catalog import search
from catalog.exchange.probes import check_bindings
from catalog.jobs import Every, Job, Nightly
from catalog.metering import ledger
from catalog.office import Office
from catalog.rights import Actor
from catalog.sharing import grants
from catalog.webhooks import sending


def _webhooks(office: Office, actor: Actor) -> dict[str, int]:
    return dict(sending.deliver(office, actor))


def _bindings(office: Office, actor: Actor) -> dict[str, int]:
    return asdict(check_bindings(office, actor))


def _search(office: Office, _actor: Actor) -> dict[str, int]:
    return {"behind": search.tend(office).behind}


def _grants(office: Office, actor: Actor) -> dict[str, int]:
    said = {"expired": 0, "revoked": 0}
    more = True
    while more:
        with office.work(actor) as work:
            done = grants.lapse(work)
        said = {"expired": said["expired"] + done.expired, "revoked": said["revoked"] + done.revoked}
        more = done.more
    return said


JOBS: Final = (
    Job("search", "检索索引", "search index", Every(timedelta(minutes=1)), timedelta(hours=1), _search),
    Job("webhooks", "事件订阅发送", "sending to webhooks", Every(timedelta(seconds=5)), timedelta(minutes=5), _webhooks),
    # Unfolded batches are counted by whoever asks: a few seconds of them cost nothing, an hour of them would.
    Job("fold", "账本归并", "folding the ledger", Every(timedelta(seconds=3)), timedelta(minutes=10), ledger.fold),
    Job("compact", "账本压缩", "compacting the ledger", Every(timedelta(minutes=1)), timedelta(hours=2), ledger.compact),
    Job("retain", "明细到期清理", "dropping calls kept long enough", Nightly(3), timedelta(hours=6), ledger.retain),
    Job("grants", "授权到期记录", "recording the ends of grants", Every(timedelta(minutes=1)), timedelta(minutes=30), _grants),
    Job("bindings", "挂接探测", "asking bound data", Nightly(2), timedelta(hours=6), _bindings),
)
