"""Every setting of the service: one frozen dataclass, read once from the environment and ``settings.toml``.

The environment wins over the file, the file over the default. ``catalog settings`` prints what is in force.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from catalog.errors import Invalid, Problem

PREFIX = "CATALOG_"


def _setting(default: Any, zh: str, en: str, *, least: float = 1, most: float = 1_000_000) -> Any:
    return field(default=default, metadata={"zh": zh, "en": en, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set; each field carries its meaning in both languages (``describe``)."""

    # ruff: noqa: RUF009 (the fields are made once, with the class)
    home: Path = _setting(
        Path("instance"),
        "实例目录：内置数据库、密钥文件、settings.toml",
        "instance directory: embedded database, key file, settings.toml",
    )
    database_url: str = _setting(
        "", "数据库地址；空则用实例目录内的 SQLite", "database address; empty means SQLite inside the instance directory"
    )
    public_catalog: bool = _setting(False, "未登录者可查看已发布目录", "whoever is not signed in may read published entries")
    public_url: str = _setting(
        "",
        "服务对外的地址，写入目录交换的链接；空则取请求的地址",
        "address of the service as others reach it, told in what they harvest; empty means that of the request",
    )
    host: str = _setting("127.0.0.1", "服务监听地址", "address the service listens on")
    port: int = _setting(8000, "服务监听端口", "port the service listens on", most=65_535)
    workers: int = _setting(2, "服务进程数", "number of service processes")
    log_level: str = _setting("INFO", "日志级别", "log level")
    busy_seconds: int = _setting(30, "等待数据库锁的上限（秒）", "longest wait for a database lock, seconds")
    request_limit_mb: int = _setting(16, "请求体上限（MB）", "largest request body, megabytes")
    xlsx_limit_mb: int = _setting(400, "导入 xlsx 解压后上限（MB）", "largest xlsx accepted for import, megabytes once unpacked")
    import_limit_mb: int = _setting(
        4096, "导入 .gz 文件解压后上限（MB）", "largest gzipped file accepted for import, megabytes once unpacked"
    )
    import_chunk: int = _setting(500, "导入时每个事务的条目数", "entries per transaction while importing", most=5_000)
    probe_seconds: float = _setting(5.0, "挂接探测的超时（秒）", "time-out of one binding probe, seconds", least=0.1)
    probe_parallel: int = _setting(16, "同时进行的挂接探测数", "binding probes running at the same time")
    session_minutes: int = _setting(15, "无操作自动退出（分钟）", "idle minutes after which a sign-in ends")
    lock_failures: int = _setting(5, "连续登录失败多少次后锁定", "failed sign-ins in a row that lock an account")
    lock_minutes: int = _setting(15, "锁定时长（分钟）", "minutes an account stays locked")
    password_days: int = _setting(90, "口令有效期（天）", "days after which a password must be changed")
    webhook_seconds: float = _setting(
        10.0, "发送一个事件的超时（秒）", "time-out of sending one event to a webhook, seconds", least=0.1, most=30
    )
    webhook_inward: bool = _setting(
        False,
        "允许向本机与链路本地地址发送事件（仅供测试）",
        "events may be sent to loopback and link-local addresses (for tests only)",
    )
    rate_per_minute: int = _setting(
        1200,
        "每个令牌（未登录则每个来源地址）每分钟的请求数；各进程各计其份，实际可在其份额（总数除以进程数）与两倍总数之间",
        "requests a minute for each token, or each address where nobody is signed in; every process counts its own share, so "
        "that what is let through lies between one share (this divided by the processes) and twice this",
        most=100_000_000,
    )
    call_days: int = _setting(
        366,
        "无条件共享数据的调用明细保留天数",
        "days for which the single calls of unconditionally shared data are kept",
        least=180,
        most=36_500,
    )
    call_days_conditional: int = _setting(
        1_096,
        "有条件共享数据的调用明细、以及尚未归属的调用明细保留天数",
        "days for which the single calls of conditionally shared data are kept, and those not attributed yet",
        least=180,
        most=36_500,
    )
    call_horizon_days: int = _setting(
        1_096,
        "重复调用的识别期限（天），不短于明细保留的最长天数；更早的调用不再计入",
        "days within which a call sent again is recognised, never less than calls are kept; older calls are not counted",
        least=180,
        most=36_500,
    )
    proxy_hops: int = _setting(
        0,
        "服务之前可信的反向代理层数；来源地址取自其 X-Forwarded-For，0 为无代理",
        "trusted proxies in front of the service, which name the caller's address in X-Forwarded-For; 0: none",
        least=0,
        most=10,
    )
    backup_seconds: int = _setting(3600, "备份与恢复的时限（秒）", "longest time a backup or a restore may take, seconds")

    @property
    def url(self) -> str:
        """The database address in force, ``sqlite:///…`` inside ``home`` unless set."""
        return self.database_url or f"sqlite:///{(self.home / 'catalog.db').absolute()}"


def hand_on(name: str, value: str) -> None:
    """Set an environment variable for this process and those it starts: some libraries can be told things in no other way."""
    os.environ[name] = value


def environment_name(name: str) -> str:
    """Return the environment variable that sets the field ``name``."""
    return PREFIX + name.upper()


def describe(settings: Settings) -> list[dict[str, str]]:
    """List every setting: name, environment variable, value in force, default, meaning in both languages."""
    return [
        {
            "name": spec.name,
            "environment": environment_name(spec.name),
            "value": _shown(spec.name, getattr(settings, spec.name)),
            "default": str(spec.default),
            "zh": spec.metadata["zh"],
            "en": spec.metadata["en"],
        }
        for spec in fields(settings)
    ]


def _shown(name: str, value: Any) -> str:
    # A database address may hold a password, and settings are printed into tickets and terminals.
    if name == "database_url" and "@" in str(value):
        scheme, _, rest = str(value).partition("://")
        user, _, host = rest.rpartition("@")
        return f"{scheme}://{user.partition(':')[0]}:***@{host}"
    return str(value)


def read(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings from ``environment`` (default: the process environment), file and defaults.

    Raises
    ------
    Invalid
        A value cannot be read as its type, or the file names a setting that does not exist.
    """
    environment = os.environ if environment is None else environment
    home = Path(overrides.get("home") or environment.get(environment_name("home")) or Settings().home)
    values: dict[str, Any] = {**_from_file(home / "settings.toml"), "home": home}
    for spec in fields(Settings):
        if (text := environment.get(environment_name(spec.name))) is not None:
            values[spec.name] = text
    values.update(overrides)
    return Settings(**{name: _typed(name, value) for name, value in values.items()})


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid(
            f"{path} 不是有效的 TOML：{error}", f"{path} is no valid TOML: {error}", code="bad_settings_file"
        ) from error
    known = {spec.name for spec in fields(Settings)}
    if unknown := sorted(set(values) - known):
        zh, en = f"{path} 中有不认识的设置：{'、'.join(unknown)}", f"{path} holds unknown settings: {', '.join(unknown)}"
        raise Invalid(zh, en, code="unknown_setting")
    return values


def _typed(name: str, value: Any) -> Any:
    spec = next(each for each in fields(Settings) if each.name == name)
    kind: type = type(spec.default)
    try:
        if kind is bool:
            return value if isinstance(value, bool) else {"1": True, "true": True, "0": False, "false": False}[str(value).lower()]
        if kind is str:
            return str(value)
        if kind not in (int, float):
            return Path(value)
        number = kind(value)
        if spec.metadata["least"] <= number <= spec.metadata["most"]:
            return number
    except (KeyError, TypeError, ValueError):
        pass
    raise _unreadable(name, value, kind, spec.metadata)


def _unreadable(name: str, value: Any, kind: type, bounds: Mapping[str, Any]) -> Invalid:
    numeric = f" {bounds['least']}–{bounds['most']}" if kind in (int, float) else ""
    problem = Problem(name, "bad_setting", f"应为 {kind.__name__}{numeric}", f"expected {kind.__name__}{numeric}")
    variable = environment_name(name)
    zh, en = f"设置 {variable} 的值不可用：{value}", f"setting {variable} cannot be used: {value}"
    return Invalid(zh, en, code="bad_setting", problems=[problem])
