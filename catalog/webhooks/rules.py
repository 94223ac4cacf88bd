r"""What is told to whom, how it is signed, and when it is sent again; pure.

An event is a POST whose body is the JSON object ``{"at", "id", "name", "seq", "thing", "verb", "work_id"}``. It brings

=====================  ======================================================================================
``X-Event-Id``         the id of the event for this webhook, the same however often it is sent
``X-Timestamp``        when it is sent, milliseconds since 1970 (UTC)
``X-Signature``        HMAC-SM3 in Base64, keyed with the webhook's secret, of ``X-Timestamp . X-Event-Id . body``
=====================  ======================================================================================

A receiver joins the two headers and the body's bytes with dots, computes the same, compares, refuses timestamps that
are minutes old, and answers 2xx. It may get an event more than once and keeps the ids it has seen.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from catalog.errors import Problem

Audience = Literal["everyone", "provider", "party"]

ADDRESS_LIMIT: Final = 500

VERBS: Final[Mapping[str, Audience]] = {
    "region:put": "everyone",
    "department:put": "everyone",
    "department:register": "everyone",
    "department:rename": "everyone",
    "department:merge": "everyone",
    "department:split": "everyone",
    "department:close": "everyone",
    "classification:put": "everyone",
    "edition:cut": "everyone",
    "resource:approve": "everyone",
    "resource:take_offline": "everyone",
    "resource:put_online": "everyone",
    "resource:retire": "everyone",
    "resource:supersede": "everyone",
    "resource:merge": "everyone",
    "resource:absorb": "everyone",
    "resource:set_assessed": "everyone",
    "resource:import": "everyone",
    "resource:take_over": "everyone",
    "resource:register": "provider",
    "resource:edit": "provider",
    "resource:discard": "provider",
    "resource:submit": "provider",
    "resource:withdraw": "provider",
    "resource:return": "provider",
    "resource:refuse": "provider",
    "resource:sign": "provider",
    "resource:require_update": "provider",
    "demand:file": "party",
    "demand:edit": "party",
    "demand:submit": "party",
    "demand:withdraw": "party",
    "demand:return": "party",
    "demand:sign": "party",
    "demand:refuse": "party",
    "demand:forward": "party",
    "demand:accept": "party",
    "demand:match": "party",
    "demand:assign": "party",
    "demand:satisfy": "party",
    "demand:interrupt": "party",
    "demand:reopen": "party",
    "demand:merge": "party",
    "demand:revive": "party",
    "demand:follow": "party",
    "demand:succeed": "party",
    "responsibility:assign": "party",
    "responsibility:claim": "party",
    "responsibility:object": "party",
    "responsibility:uphold": "party",
    "responsibility:reassign": "party",
    "responsibility:plan": "party",
    "responsibility:fulfil": "party",
    "responsibility:interrupt": "party",
    "responsibility:restore": "party",
    "responsibility:succeed": "party",
    "responsibility:cancel": "party",
    "responsibility:issue": "party",
    "responsibility:acknowledge": "party",
    "application:file": "party",
    "application:edit": "party",
    "application:submit": "party",
    "application:withdraw": "party",
    "application:return": "party",
    "application:sign": "party",
    "application:pass": "party",
    "application:deliver": "party",
    "application:ask_extension": "party",
    "application:extend": "party",
    "application:agree": "party",
    "application:agree_part": "party",
    "application:agree_at_once": "party",
    "application:refuse": "party",
    "application:reopen": "party",
    "application:cease": "party",
    "grant:give": "party",
    "grant:provide": "party",
    "grant:amend": "party",
    "grant:suspend": "party",
    "grant:resume": "party",
    "grant:announce": "party",
    "grant:revoke": "party",
    "grant:give_up": "party",
    "grant:expire": "party",
    "grant:succeed": "party",
}
"""What can be told at all, and to whom: *everyone* who may see the thing; its *provider* alone (compiling and reviewing);
its *party* alone: of a demand the department that needs the data, of a responsibility whoever had it then, of an issued list
its department, of an application the applicant and, once it was signed off, the provider, of a grant consumer and provider.

What is not named here (accounts, credentials, sign-ins, bindings, cases, readings of the trail, the deletion of drafts,
responsibilities that are being drafted) is never told.
"""

KINDS: Final = frozenset(verb.partition(":")[0] for verb in VERBS)

BACKOFF: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 2 * 60, 10 * 60, 30 * 60, 2 * 3600, 6 * 3600))
"""How long to wait after the first, second, … failure of an event; when it fails once more, it is a dead letter."""

LETTER: Final[Mapping[str, Mapping[str, str]]] = {
    "dead": {"redeliver": "queued"},
    "queued": {"accept": "delivered", "fail": "dead"},
    "delivered": {},
}
"""The states of a dead letter: ``{state: {verb: next state}}``."""


def wanted(subscribed: Collection[str], verb: str) -> bool:
    """Tell whether a webhook that subscribed to these verbs is told of this one, as far as its kind can be told of.

    >>> wanted(["resource:*"], "resource:approve"), wanted(["resource:approve"], "resource:retire")
    (True, False)
    >>> wanted(["official:*"], "official:sign_in")
    False
    """
    return verb in VERBS and (verb in subscribed or f"{verb.partition(':')[0]}:*" in subscribed)


def audible(verb: str, *, public: bool, own: bool) -> bool:
    """Tell whether a department hears of a verb done to a thing that is ``public`` or its ``own``.

    >>> audible("resource:retire", public=True, own=False), audible("resource:edit", public=True, own=False)
    (True, False)
    """
    return own or (public and VERBS[verb] == "everyone")


def verbs_problem(verbs: Collection[str]) -> Problem | None:
    """Return what is wrong with a choice of verbs, if anything."""
    choices = VERBS.keys() | {f"{kind}:*" for kind in KINDS}
    if verbs and choices.issuperset(verbs):
        return None
    listed = ", ".join(sorted(choices))
    return Problem("verbs", "unknown_verb", f"事件应取自：{listed}", f"verbs are some of: {listed}")


def address_problem(address: str) -> Problem | None:
    """Return what is wrong with a receiver's address, if anything.

    >>> address_problem("https://portal.example/events") is None
    True
    >>> address_problem("https://user:secret@portal.example/").code
    'bad_address'
    """
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= ADDRESS_LIMIT
    if sound and plain and "@" not in parts.netloc and not parts.fragment:
        return None
    zh = f"应为 http 或 https 地址，不含账号口令与片段，不超过 {ADDRESS_LIMIT} 个 ASCII 字符"
    en = f"expected an http or https address without credentials or fragment, at most {ADDRESS_LIMIT} ASCII characters"
    return Problem("address", "bad_address", zh, en)


def is_inward(address: str) -> bool:
    """Tell whether an IP address leads to this machine, its link, or to no single machine.

    >>> is_inward("127.0.0.1"), is_inward("::ffff:169.254.169.254"), is_inward("10.20.0.8")
    (True, True, False)
    """
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast or (ip.version == 4 and ip.is_reserved)


def pause_after(failures: int) -> timedelta | None:
    """Return how long to wait after so many failures of one event; None: it is a dead letter.

    >>> pause_after(1), pause_after(len(BACKOFF) + 1)
    (datetime.timedelta(seconds=10), None)
    """
    return BACKOFF[failures - 1] if failures <= len(BACKOFF) else None


def event_id(webhook_id: str, seq: int) -> str:
    """Return the id of the event that tells a webhook of a trail row: always the same for the two."""
    return str(uuid5(UUID(webhook_id), str(seq)))


def milliseconds(instant: datetime) -> str:
    """Return an instant as ``X-Timestamp`` says it."""
    return str(int(instant.timestamp() * 1000))


def signature(secret: str, timestamp: str, event: str, body: bytes) -> str:
    """Return the signature (``X-Signature``) of an event.

    >>> signature("demo-secret", "1795358950000", "0f6d3d3a-3f0d-5b0a-8b8e-0a4c0c9f3a11", b'{"seq":7}')
    'GYS47tfLLwPXHewg7payBGO1rrE8iNQUAqUXCsmzlbo='
    """
    signed = b".".join((timestamp.encode(), event.encode(), body))
    return base64.b64encode(hmac.new(secret.encode(), signed, "sm3").digest()).decode()
