"""Probing bound data: real servers, real databases, real files, and those that only pretend to answer."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from typing import Any, get_args

import psycopg
import pytest

from catalog import dialing, lists, logs
from catalog.errors import NotAllowed, NotFound, Unauthenticated
from catalog.exchange import asking, probes
from catalog.exchange.probes import FAULTS, check_bindings, probe, probe_all, secret_opener, silent_bindings
from catalog.lists.bindings import Checked, Finding, Target
from catalog.office import Office
from catalog.rights import anonymous
from tests.exchange.bound import Bound, WebServer, babbling, closed_port, dripping, hanging_up, mute, sockets, web_server

SECRET = "Kaiyang-7f3a-kouling"
NEWEST = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)


def no_secret(sealed: bytes) -> str:
    raise AssertionError(f"nothing here is sealed, but {sealed!r} is")


def asked(kind: str, *, timeout: float = 5, secret: str | None = None, **config: Any) -> tuple[bool, str | None]:
    found = finding(kind, timeout=timeout, secret=secret, **config)
    return found.answering, found.fault


def finding(kind: str, *, timeout: float = 5, secret: str | None = None, **config: Any) -> Finding:
    target = Target("b1", kind, config, secret.encode() if secret else None)
    return probe(target, timeout=timeout, open_secret=bytes.decode if secret else no_secret)


def page(address: str, **options: Any) -> tuple[bool, str | None]:
    return asked("link", url=address, **options)


@pytest.fixture(scope="module")
def shared_web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


def test_the_list_of_faults_is_closed_and_speaks_both_languages() -> None:
    assert set(FAULTS) == set(get_args(asking.Word))
    for zh, en in FAULTS.values():
        assert any("\u4e00" <= character <= "\u9fff" for character in zh)
        assert en.isascii()


# -- Pages and APIs


@pytest.mark.parametrize(
    ("path", "api", "link"),
    [
        ("200", None, None),
        ("204", None, None),
        ("304", None, None),
        ("302", None, None),  # without a Location there is nothing to follow
        ("400", None, "client_error"),
        ("401", None, "client_error"),
        ("403", None, "client_error"),
        ("404", "not_found", "not_found"),
        ("410", "not_found", "not_found"),
        ("500", "server_error", "server_error"),
        ("503", "server_error", "server_error"),
        ("hops/1", None, None),
        ("hops/5", None, None),
        ("hops/6", "bad_redirect", "bad_redirect"),
        ("onward/file:///etc/passwd", "bad_redirect", "bad_redirect"),
        ("onward/ftp://127.0.0.1/", "bad_redirect", "bad_redirect"),
        ("onward/http://[::1/", "bad_redirect", "bad_redirect"),
        ("onward//404", "not_found", "not_found"),
    ],
)
def test_what_a_status_means(shared_web: WebServer, path: str, api: str | None, link: str | None) -> None:
    address = f"{shared_web.address}/{path}"
    assert asked("api", probe=address) == (api is None, api)
    assert page(address) == (link is None, link)


def test_a_redirect_without_end_is_left_after_five(web: WebServer) -> None:
    assert page(f"{web.address}/hops/1000") == (False, "bad_redirect")
    assert len(web.asked) == 6


@pytest.mark.parametrize(
    ("header", "data_at"),
    [
        ("Sun, 01 Mar 2026 16:30:00 GMT", NEWEST),
        ("Mon, 02 Mar 2026 00:30:00 +0800", NEWEST),
        ("Sun, 01 Mar 2026 16:30:00 -0000", NEWEST),
        ("gestern", None),
    ],
)
def test_the_age_of_a_page_is_what_it_says_of_itself(header: str, data_at: datetime | None) -> None:
    def habit(client: Any) -> None:
        client.recv(1024)
        client.sendall(f"HTTP/1.1 200 OK\r\nLast-Modified: {header}\r\n\r\n".encode())

    with sockets(habit) as port:
        assert finding("link", url=f"http://127.0.0.1:{port}/") == Finding("b1", answering=True, data_at=data_at)


def test_chinese_addresses_are_sent_encoded(web: WebServer) -> None:
    assert page(f"{web.address}/数据/公交%20线路?区划=渝中 区#页") == (True, None)
    assert web.asked == [
        "/%E6%95%B0%E6%8D%AE/%E5%85%AC%E4%BA%A4%20%E7%BA%BF%E8%B7%AF?%E5%8C%BA%E5%88%92=%E6%B8%9D%E4%B8%AD%20%E5%8C%BA"
    ]


def test_a_chinese_redirect_that_was_sent_as_it_is_is_followed() -> None:
    paths: list[bytes] = []

    def habit(client: Any) -> None:
        paths.append(client.recv(1024).split()[1])
        status = "302 Found" if len(paths) == 1 else "200 OK"
        client.sendall(f"HTTP/1.1 {status}\r\nLocation: /数据\r\n\r\n".encode())

    with sockets(habit) as port:
        assert page(f"http://127.0.0.1:{port}/") == (True, None)
    assert paths == [b"/", b"/%E6%95%B0%E6%8D%AE"]


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_proxies_of_the_environment_are_ignored(shared_web: WebServer, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    assert page(f"{shared_web.address}/200") == (True, None)


def test_a_body_without_end_is_not_read(web: WebServer) -> None:
    started = time.monotonic()
    assert page(f"{web.address}/flood") == (True, None)
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("habit", [mute, dripping])
def test_the_time_out_is_of_the_whole(scheme: str, habit: Any) -> None:
    with sockets(habit) as port:
        started = time.monotonic()
        answer = page(f"{scheme}://127.0.0.1:{port}/", timeout=0.5)
        took = time.monotonic() - started
    if (scheme, habit) == ("https", dripping):
        assert answer == (False, "tls")  # it is seen at the first bytes
    else:
        assert answer == (False, "timed_out")
        assert 0.45 < took < 3


def test_slow_redirects_share_one_time_out() -> None:
    def habit(client: Any) -> None:
        client.recv(1024)
        time.sleep(0.2)
        client.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")

    with sockets(habit) as port:
        assert page(f"http://127.0.0.1:{port}/", timeout=0.5) == (False, "timed_out")


@pytest.mark.parametrize(("habit", "fault"), [(babbling, "bad_answer"), (hanging_up, "bad_answer")])
def test_what_is_no_web_server_is_found_out(habit: Any, fault: str) -> None:
    with sockets(habit) as port:
        assert page(f"http://127.0.0.1:{port}/") == (False, fault)


def test_where_nobody_listens() -> None:
    assert page(f"http://127.0.0.1:{closed_port()}/") == (False, "refused")
    assert page("http://224.0.0.1/") == (False, "unreachable")


@pytest.mark.parametrize("address", ["http://h:99999/", "http://[::1/", "http://" + "a" * 70 + ".invalid/"])
def test_an_address_that_cannot_be_used(address: str) -> None:
    assert page(address) == (False, "bad_address")


def test_an_encrypted_page_needs_a_certificate_that_holds(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with secure_server(certificate) as address:
        assert page(address) == (False, "tls")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        dialing.tls.cache_clear()
        try:
            assert page(address) == (True, None)
            assert page(address.replace("127.0.0.1", "localhost")) == (False, "tls")
        finally:
            dialing.tls.cache_clear()


def test_plain_text_behind_an_encrypted_address(shared_web: WebServer) -> None:
    assert page(shared_web.address.replace("http:", "https:")) == (False, "tls")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 signed by itself, and its key."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    home = tmp_path_factory.mktemp("certificate")
    files = home / "cert.pem", home / "key.pem"
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files


def secure_server(files: tuple[Path, Path]) -> Any:
    import ssl
    from contextlib import contextmanager

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)

    def habit(client: Any) -> None:
        with context.wrap_socket(client, server_side=True) as secure:
            secure.recv(1024)
            secure.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    @contextmanager
    def serve() -> Iterator[str]:
        with sockets(habit) as port:
            yield f"https://127.0.0.1:{port}/"

    return serve()


# -- Tables


@pytest.fixture
def table_file(tmp_path: Path) -> Path:
    path = tmp_path / "exchange.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE 公交线路 (name TEXT, 更新时间 TEXT, zoned TEXT, day TEXT, number INTEGER, odd TEXT)")
        rows = [
            ("801", "2026-03-01 08:00:00", "2026-03-01T00:00:00+00:00", "2026-02-01", 1, "x"),
            ("802", "2026-03-02 00:30:00", "2026-03-01T16:30:00+00:00", "2026-03-02", 2, "y"),
        ]
        connection.executemany("INSERT INTO 公交线路 VALUES (?, ?, ?, ?, ?, ?)", rows)
        connection.execute('CREATE TABLE "select" (a)')
    connection.close()
    return path


@pytest.mark.parametrize(
    ("column", "data_at"),
    [
        (None, None),
        ("更新时间", NEWEST),
        ("zoned", NEWEST),
        ("day", NEWEST - timedelta(minutes=30)),
        ("number", None),
        ("odd", None),
        ("missing_column", None),
    ],
)
def test_a_sqlite_table_tells_how_old_it_is(table_file: Path, column: str | None, data_at: datetime | None) -> None:
    config = {"url": f"sqlite:///{table_file}", "table": "公交线路"} | ({"time_column": column} if column else {})
    found = finding("table", **config)
    assert (found.answering, found.fault) == (True, None)
    # SQLite takes a quoted name of no column for a text, which is no time either.
    assert found.data_at == data_at


def test_names_are_quoted(table_file: Path) -> None:
    url = f"sqlite:///{table_file}"
    assert asked("table", url=url, table="select") == (True, None)
    assert asked("table", url=url, table="main.select") == (True, None)
    assert asked("table", url=url, table='x"; DROP TABLE "select') == (False, "not_found")
    assert asked("table", url=url, table="select") == (True, None)


def test_a_missing_sqlite_file_is_not_made(tmp_path: Path) -> None:
    assert asked("table", url=f"sqlite:///{tmp_path}/none.db", table="t") == (False, "not_found")
    assert not (tmp_path / "none.db").exists()
    assert asked("table", url="sqlite://", table="t") == (False, "bad_address")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("数据" * 500, encoding="utf-8")
    assert asked("table", url=f"sqlite:///{tmp_path}/a.db", table="t") == (False, "bad_answer")


def test_a_locked_sqlite_file_times_out(table_file: Path) -> None:
    connection = sqlite3.connect(table_file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    assert asked("table", url=f"sqlite:///{table_file}", table="select", timeout=0.4) == (False, "timed_out")
    assert time.monotonic() - started < 3
    connection.close()


def test_a_long_question_to_sqlite_is_given_up(table_file: Path) -> None:
    with sqlite3.connect(table_file) as connection:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0"
        connection.execute(f"CREATE VIEW endless AS {endless}")
    connection.close()
    started = time.monotonic()
    assert asked("table", url=f"sqlite:///{table_file}", table="endless", timeout=0.4) == (False, "timed_out")
    assert time.monotonic() - started < 3


@pytest.fixture(scope="module")
def lender(postgres: str) -> Iterator[str]:
    """The address of a PostgreSQL database as a role that has a password and must give it."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE lender LOGIN PASSWORD '{SECRET}'")
        connection.execute("CREATE DATABASE exchange OWNER lender")
        shown = connection.execute("SHOW hba_file").fetchone()
        assert shown is not None
        rules = Path(shown[0])
        before = rules.read_text(encoding="utf-8")
        rules.write_text(f"local all lender scram-sha-256\n{before}", encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
    with psycopg.connect(postgres, dbname="exchange", autocommit=True) as connection:
        connection.execute('CREATE TABLE "公交Line" (name text, changed timestamptz, naive timestamp, day date)')
        values = ("801", NEWEST, datetime(2026, 3, 2, 0, 30), datetime(2026, 3, 2))  # noqa: DTZ001 (as such tables hold them)
        connection.execute('INSERT INTO "公交Line" VALUES (%s, %s, %s, %s), (NULL, NULL, NULL, NULL)', values)
        connection.execute('GRANT SELECT ON "公交Line" TO lender')
        connection.execute("CREATE TABLE closed (name text)")
        connection.execute("CREATE VIEW slow AS SELECT pg_sleep(20)::text AS nap")
        connection.execute("GRANT SELECT ON slow TO lender")
    host = postgres.partition("host=")[2]
    yield f"postgresql+psycopg://lender@/exchange?host={host}"
    rules.write_text(before, encoding="utf-8")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP DATABASE exchange WITH (FORCE)")
        connection.execute("DROP ROLE lender")
        connection.execute("SELECT pg_reload_conf()")


@pytest.mark.parametrize(("column", "data_at"), [("changed", NEWEST), ("naive", NEWEST), ("day", NEWEST - timedelta(minutes=30))])
def test_a_postgres_table_tells_how_old_it_is(lender: str, column: str, data_at: datetime) -> None:
    found = finding("table", url=lender, table="public.公交Line", time_column=column, secret=SECRET)
    assert found == Finding("b1", answering=True, data_at=data_at)


@pytest.mark.parametrize(
    ("changes", "table", "secret", "fault"),
    [
        (("", ""), "公交Line", SECRET, None),
        (("", ""), "公交Line", SECRET + "x", "denied"),
        (("", ""), "公交Line", None, "denied"),
        (("/exchange?", "/nothing?"), "公交Line", SECRET, "denied"),
        (("lender@", "nobody_at_all@"), "公交Line", SECRET, "denied"),
        (("", ""), "公交line", SECRET, "not_found"),
        (("", ""), "nowhere.公交Line", SECRET, "not_found"),
        (("", ""), "closed", SECRET, "denied"),
        (("host=/", "host=/nowhere/"), "公交Line", SECRET, "not_found"),
    ],
)
def test_why_a_postgres_table_does_not_answer(
    lender: str, changes: tuple[str, str], table: str, secret: str | None, fault: str | None
) -> None:
    assert asked("table", url=lender.replace(*changes, 1), table=table, secret=secret) == (fault is None, fault)


def test_a_missing_time_column_does_not_silence_a_table(lender: str) -> None:
    found = finding("table", url=lender, table="公交Line", time_column="nothing", secret=SECRET)
    assert found == Finding("b1", answering=True)


def test_postgres_gives_a_slow_statement_up_itself(lender: str, postgres: str) -> None:
    started = time.monotonic()
    assert asked("table", url=lender, table="slow", secret=SECRET, timeout=1) == (False, "timed_out")
    assert time.monotonic() - started < 5
    with psycopg.connect(postgres) as connection:
        running = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'lender' AND state = 'active'")
        assert running.fetchone() == (0,)


def test_a_postgres_that_is_not_there() -> None:
    assert asked("table", url=f"postgresql+psycopg://a:b@127.0.0.1:{closed_port()}/x", table="t") == (False, "refused")
    with sockets(mute) as port:
        assert asked("table", url=f"postgresql+psycopg://a@127.0.0.1:{port}/x", table="t", timeout=2) == (False, "timed_out")


@pytest.mark.parametrize("url", ["oracle+oracledb://a@h/x", "nonsense://a@h/x", "mysql+pymysql://a@h/x"])
def test_a_database_whose_driver_is_not_installed(url: str) -> None:
    assert asked("table", url=url, table="t") == (False, "no_driver")


# -- Files, and what has no address


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=1), timedelta(days=4000)])
def test_a_file_is_as_old_as_it_was_written(tmp_path: Path, age: timedelta) -> None:
    path = tmp_path / "线路.csv"
    path.write_text("801", encoding="utf-8")
    written = NEWEST - age
    os.utime(path, (written.timestamp(), written.timestamp()))
    assert finding("file", path=str(path)) == Finding("b1", answering=True, data_at=written)


def test_files_that_do_not_answer(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    os.mkfifo(tmp_path / "pipe")
    assert asked("file", path=str(tmp_path / "empty.csv")) == (False, "empty")
    assert asked("file", path=str(tmp_path / "none.csv")) == (False, "not_found")
    assert asked("file", path=str(tmp_path)) == (False, "not_found")
    assert asked("file", path=str(tmp_path / "pipe")) == (False, "not_found")


@pytest.fixture
def secret_file(tmp_path: Path) -> Iterator[Path]:
    """A file that may not be read, looked at without the rights of the superuser, who may read everything."""
    path = tmp_path / "线路.csv"
    path.write_text("801", encoding="utf-8")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield path
    os.seteuid(user)


def test_a_file_that_may_not_be_read(secret_file: Path) -> None:
    assert asked("file", path=str(secret_file)) == (False, "denied")


def test_a_table_kept_by_hand_always_answers() -> None:
    assert asked("manual_table", note="张三按月维护", refreshed="2026-03-01") == (True, None)


# -- Many at once


def all_of(targets: Sequence[Target], opener: Any, *, timeout: float = 0.5, parallel: int = 16) -> dict[str, str | None]:
    found = list(probe_all(targets, timeout=timeout, parallel=parallel, open_secret=opener))
    assert len(found) == len(targets)
    return {each.binding_id: each.fault for each in found}


def test_one_that_hangs_does_not_keep_the_others(table_file: Path) -> None:
    go = Event()

    def hanging(_sealed: bytes) -> str:
        go.wait(20)
        return ""

    targets = [Target(f"b{at}", "file", {"path": str(table_file)}, None) for at in range(49)]
    targets.insert(7, Target("hung", "table", {"url": f"sqlite:///{table_file}", "table": "select"}, b"sealed"))
    started = time.monotonic()
    faults = all_of(targets, hanging)
    took = time.monotonic() - started
    go.set()
    assert {name: fault for name, fault in faults.items() if fault} == {"hung": "timed_out"}
    assert took < 0.5 + probes.GRACE + 1.5


def test_more_that_hang_than_may_run_do_not_starve_the_others(table_file: Path) -> None:
    go = Event()

    def hanging(_sealed: bytes) -> str:
        go.wait(20)
        return ""

    config = {"url": f"sqlite:///{table_file}", "table": "select"}
    targets = [Target(f"hung{at}", "table", config, b"sealed") for at in range(5)]
    targets += [Target(f"b{at}", "file", {"path": str(table_file)}, None) for at in range(20)]
    faults = all_of(targets, hanging, timeout=0.2, parallel=4)
    go.set()
    assert [name for name, fault in faults.items() if fault == "timed_out"] == [f"hung{at}" for at in range(5)]


def test_no_more_run_than_allowed(table_file: Path) -> None:
    lock, running, most = Lock(), 0, 0

    def counting(_sealed: bytes) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return ""

    config = {"url": f"sqlite:///{table_file}", "table": "select"}
    all_of([Target(f"b{at}", "table", config, b"sealed") for at in range(20)], counting, timeout=5, parallel=3)
    assert most == 3


@contextmanager
def everything_logged() -> Iterator[None]:
    """Log everything, however little it matters."""
    logs.configure("DEBUG")
    try:
        yield
    finally:
        logs.configure("ERROR")


def test_a_crash_is_a_fault_and_the_others_go_on(table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def crashing(_sealed: bytes) -> str:
        raise RuntimeError(SECRET)

    config = {"url": f"sqlite:///{table_file}", "table": "select"}
    targets = [
        Target("crash", "table", config, b"sealed"),
        Target("strange", "pigeon", {}, None),
        Target("good", "table", config, None),
    ]
    with everything_logged():
        faults = all_of(targets, crashing)
    assert faults == {"crash": "failed", "strange": "failed", "good": None}
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert SECRET not in said


# -- Checking the catalog's bindings


@pytest.fixture
def bound(office: Office) -> Bound:
    return Bound(office)


def test_what_is_found_is_kept(bound: Bound, web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, hand = bound.entry("公交线路"), bound.entry("出租车"), bound.entry("停车场")
    (tmp_path / "a.csv").write_text("801", encoding="utf-8")
    bound.bind(good, "link", url=f"{web.address}/ok")
    bound.bind(good, "file", path=str(tmp_path / "none.csv"))
    bound.bind(bad, "api", gateway="g", host="h", methods=["GET"], path="/a", probe=f"{web.address}/500")
    bound.bind(hand, "manual_table", note="张三", refreshed="2026-03-01")
    heard: list[tuple[int, int]] = []
    with everything_logged():
        answer = check_bindings(bound.office, bound.city.operator, progress=lambda done, total: heard.append((done, total)))
    assert answer == Checked(checked=4, answering=2, turned=4)
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert bound.health(good) == [(True, None), (False, "not_found")]
    assert bound.health(bad) == [(False, "server_error")]
    with bound.city.look() as look:
        silent = [(each.name, each.kind, each.fault) for each in silent_bindings(look)]
        assert sorted(silent) == [("公交线路", "file", "not_found"), ("出租车", "api", "server_error")]
        assert lists.bindings(look, good)[0].data_at == NEWEST
    before = bound.city.verbs()
    (tmp_path / "none.csv").write_text("801", encoding="utf-8")
    assert check_bindings(bound.office, bound.city.operator) == Checked(4, 3, 1)
    assert bound.city.verbs()[len(before) :] == ["binding:turn"]
    assert web.address not in capsys.readouterr().err


def test_one_entry_alone(bound: Bound, web: WebServer) -> None:
    one, other = bound.entry("公交线路"), bound.entry("出租车")
    for entry in (one, other):
        bound.bind(entry, "link", url=f"{web.address}/404")
    assert check_bindings(bound.office, bound.city.operator, resource=one) == Checked(1, 0, 1)
    assert bound.health(other) == [(None, None)]
    with bound.city.look() as look:
        assert [each.resource_id for each in silent_bindings(look, resource=one)] == [one]
        assert silent_bindings(look, resource=other) == []


def test_nothing_bound_is_nothing_asked(bound: Bound) -> None:
    entry = bound.entry("公交线路")
    assert check_bindings(bound.office, bound.city.operator) == Checked(0, 0, 0)
    assert check_bindings(bound.office, bound.city.operator, resource=entry) == Checked(0, 0, 0)


def test_who_may_check(bound: Bound, web: WebServer) -> None:
    other = bound.city.department("市公安局")
    own, theirs = bound.entry("公交线路"), bound.entry("户籍", department=other)
    for entry in (own, theirs):
        bound.bind(entry, "link", url=f"{web.address}/404")
    registrar = bound.city.official("zhang", "registrar", department=bound.department)
    applicant = bound.city.official("wang", "applicant", department=bound.department)
    assert check_bindings(bound.office, registrar) == Checked(1, 0, 1)
    assert bound.health(theirs) == [(None, None)]
    check_bindings(bound.office, bound.city.operator)
    with bound.city.look(registrar) as look:
        assert [each.name for each in silent_bindings(look)] == ["公交线路"]
    with pytest.raises(NotAllowed):
        check_bindings(bound.office, registrar, resource=theirs)
    with pytest.raises(NotAllowed):
        check_bindings(bound.office, applicant)
    with pytest.raises(Unauthenticated):
        check_bindings(bound.office, anonymous())
    with pytest.raises(NotFound):
        check_bindings(bound.office, bound.city.operator, resource="018f0000-0000-7000-8000-000000000000")


def test_no_transaction_waits_for_a_binding(bound: Bound, web: WebServer) -> None:
    entry = bound.entry("公交线路")
    bound.bind(entry, "link", url=f"{web.address}/wait")
    gone = bound.bind(entry, "api", gateway="g", host="h", methods=["GET"], path="/a", probe=f"{web.address}/wait")
    with ThreadPoolExecutor(1) as pool:
        checking = pool.submit(check_bindings, bound.office, bound.city.operator)
        while len(web.asked) < 2:
            time.sleep(0.01)
        assert bound.office.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        bound.city.department("市气象局")
        with bound.city.work() as work:
            lists.unbind(work, gone.id, revision=gone.revision)
        web.go.set()
        assert checking.result(10) == Checked(1, 1, 1)
    assert bound.health(entry) == [(True, None)]


def test_findings_are_kept_in_works_of_two_hundred(bound: Bound, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = bound.entry("公交线路")
    with bound.city.work() as work:
        for at in range(401):
            lists.bind(work, entry, "file", {"path": str(tmp_path / f"{at}.csv")}, seal=str.encode)
    with everything_logged():
        assert check_bindings(bound.office, bound.city.operator) == Checked(401, 0, 401)
    assert capsys.readouterr().err.count('"event": "work"') == 3


def test_two_checks_at_once_do_not_disturb_each_other(bound: Bound, tmp_path: Path) -> None:
    entry = bound.entry("公交线路")
    with bound.city.work() as work:
        for at in range(100):
            lists.bind(work, entry, "file", {"path": str(tmp_path / f"{at}.csv")}, seal=str.encode)
    with ThreadPoolExecutor(4) as pool:
        checks = [pool.submit(check_bindings, bound.office, bound.city.operator) for _ in range(4)]
        answers = [check.result(60) for check in checks]
    assert {answer.checked for answer in answers} == {100}
    assert sum(answer.turned for answer in answers) == 100


def test_a_password_is_opened_for_the_probe_and_shown_nowhere(
    bound: Bound, lender: str, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong = bound.entry("公交线路"), bound.entry("出租车")
    with everything_logged():
        bound.bind(right, "table", url=lender.replace("lender@", f"lender:{SECRET}@"), table="公交Line", time_column="changed")
        bound.bind(wrong, "table", url=lender.replace("lender@", f"lender:{SECRET}x@"), table="公交Line")
        assert check_bindings(bound.office, bound.city.operator) == Checked(2, 1, 2)
    assert bound.health(right) == [(True, None)]
    assert bound.health(wrong) == [(False, "denied")]
    shown = capsys.readouterr()
    with bound.city.look() as look:
        seen = [shown.err, shown.out, repr(lists.bindings(look, right)), repr(silent_bindings(look)), repr(bound.city.trail())]
    files = [path.read_bytes() for path in bound.office.settings.home.rglob("*") if path.is_file()]
    assert not any(SECRET in each for each in seen)
    assert not any(SECRET.encode() in each for each in files)


def test_a_key_file_that_is_not_the_right_one_is_a_fault(bound: Bound, lender: str) -> None:
    entry = bound.entry("公交线路")
    bound.bind(entry, "table", url=lender.replace("lender@", f"lender:{SECRET}@"), table="公交Line")
    (bound.office.settings.home / "secret.key").write_text("0" * 32 + "\n", encoding="ascii")
    assert check_bindings(bound.office, bound.city.operator) == Checked(1, 0, 1)
    assert bound.health(entry) == [(False, "key_file")]


def test_what_was_sealed_can_be_opened_by_many_at_once(bound: Bound) -> None:
    sealed = probes.secret_sealer(bound.office)(SECRET)
    opener = secret_opener(bound.office)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(opener, [sealed] * 8)) == [SECRET] * 8
