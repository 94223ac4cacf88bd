"""The office: where work is done under one actor, one clock and one transaction.

``look`` reads one snapshot; ``work`` writes and commits, and nothing else in the package commits.
It is also the only source of the time, of new ids and of secrets.

Writers stand in one line. The first statement of a work that writes takes the *head lock*, which the work holds
until its commit. A work therefore holds no row before it holds the head, two works can never wait for each other's
rows, and rows become visible in exactly the order in which the trail numbers them. Nothing is lost by it: the trail
is in commit order, so the commits of two works could not overlap anyway. On SQLite ``BEGIN IMMEDIATE`` is that lock.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import RLock
from types import TracebackType
from typing import Any, Final

import structlog
import uuid_utils
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError

from catalog import store
from catalog.errors import Conflict, Invalid, Refusal, Stale, Unavailable
from catalog.prepared import Prepared
from catalog.rights import Actor
from catalog.settings import Settings

# Any number would do; it must only be the same in every process of every node.
HEAD_LOCK: Final = 0x7C10_0D

_log = structlog.get_logger("catalog.office")


def system_clock() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def uuid7() -> str:
    """Return a new time-ordered id (UUIDv7)."""
    return str(uuid_utils.uuid7())


def token() -> str:
    """Return a new secret of 256 random bits, as 43 characters fit for an address."""
    return secrets.token_urlsafe(32)


@dataclass(slots=True)
class Look:
    """One consistent snapshot, read by one actor at one instant.

    ``memory`` is what rooms keep in this process from one look to the next, each under its own name: never more than can be
    read from the tables again, and every reader asks the tables first whether it still holds. ``snapshot`` is the
    connection of a look whose every question is answered from one snapshot, for which the trail ends at its row ``end`` (None:
    nobody has asked yet).
    """

    opened: Session | None
    actor: Actor
    now: datetime
    memory: dict[str, Any] = field(default_factory=dict, repr=False)
    snapshot: Connection | None = None
    end: int | None = None

    @property
    def session(self) -> Session:
        """The session; that of a snapshot is opened when first asked for, since most questions are answered without."""
        if self.opened is None:
            self.opened = Session(self.snapshot, autoflush=False)
        return self.opened

    def first(self, question: Prepared, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the first row of a prepared question, None where there is none."""
        return question.first(self.snapshot or self.session.connection(), values)

    def all(self, question: Prepared, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return all rows of a prepared question."""
        return question.all(self.snapshot or self.session.connection(), values)

    def close(self) -> None:
        """Give a snapshot back."""
        if self.opened is not None:
            self.opened.close()
        if self.snapshot is not None:
            self.snapshot.close()

    @property
    def today(self) -> date:
        """The Asia/Shanghai day of ``now``."""
        return store.shanghai_day(self.now)


@dataclass(slots=True)
class Work(Look):
    """One unit of change. ``id`` is shared by all trail rows of the work; ``pending`` are those rows, not yet written."""

    id: str = ""
    new_id: Callable[[], str] = uuid7
    new_secret: Callable[[], str] = token
    pending: list[dict[str, Any]] = field(default_factory=list)
    seal: Callable[[Work], None] | None = None

    def take_head(self) -> None:
        """Stand in the writers' line now: what is read from here on, no other work changes before this one commits."""
        assert isinstance(self.session, _WorkSession)
        self.session.take_head()


class Office:
    """Gives out looks and works on one database.

    Parameters
    ----------
    settings
        Where the database is and how long to wait for it.
    clock, new_id, new_secret
        The time, the ids and the secrets; tests pass their own.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = system_clock,
        new_id: Callable[[], str] = uuid7,
        new_secret: Callable[[], str] = token,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.new_id = new_id
        self.new_secret = new_secret
        self.memory: dict[str, Any] = {}
        self.after_work: list[Callable[[Work], None]] = []
        self.engine: Engine = store.connect(settings)
        self._writers: AbstractContextManager[Any] = nullcontext()
        if self.engine.dialect.name == "sqlite":
            self._look_engine = self.engine
            self._work_engine = self.engine.execution_options(begin="IMMEDIATE")
            self._writers = _Line(settings.busy_seconds)
        else:
            self._look_engine = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._work_engine = self.engine.execution_options(isolation_level="READ COMMITTED")

    def look(self, actor: Actor) -> Looking:
        """Open one snapshot for reading; it ends with the block.

        Raises
        ------
        Unavailable
            The database is away or busy for longer than the settings wait.
        """
        return Looking(self._look_engine, actor, self._now, self.memory)

    @contextmanager
    def chore(self, actor: Actor) -> Iterator[Look]:
        """Open a transaction for what is no change of anything: indexes, leases, deliveries; committed when the block ends.

        It leaves no trail row and takes no head lock, so nobody who works on the lists waits for it (on SQLite, which has
        one writer at a time, everybody waits: keep it short).

        Raises
        ------
        Stale, Conflict, Unavailable
            As ``work``.
        """
        with self._writers, Session(self._work_engine, autoflush=False) as session, refusals():
            yield Look(session, actor, self._now(), self.memory)
            session.commit()

    @contextmanager
    def work(self, actor: Actor) -> Iterator[Work]:
        """Open one unit of change; it is committed when the block ends and undone whole when the block raises.

        Raises
        ------
        Stale
            Somebody else changed one of the things since it was loaded.
        Conflict
            A unique key is taken or a referenced thing is gone.
        Unavailable
            The database is away or busy for longer than the settings wait.
        """
        with self._writers, _WorkSession(self._work_engine, autoflush=False) as session, refusals():
            work = Work(session, actor, self._now(), self.memory)
            work.id, work.new_id, work.new_secret = self.new_id(), self.new_id, self.new_secret
            yield work
            session.flush()
            if work.seal is not None:
                session.take_head()
                work.seal(work)
            session.commit()
        _log.info("work", work_id=work.id, actor=actor.login, verbs=sorted({row["verb"] for row in work.pending}))
        self._tell(work)

    def _tell(self, work: Work) -> None:
        """Let those who keep up with changes know of a committed work; what befalls them is no concern of who did it."""
        for follower in self.after_work:
            try:
                follower(work)
            except Exception:  # The work is committed; no follower may make it look as if it had failed.
                _log.exception("follower", follower=follower.__qualname__, work_id=work.id)

    def _now(self) -> datetime:
        return self.clock().astimezone(UTC)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def _begun(engine: Engine) -> Connection:
    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


class Looking:
    """A look for the length of a block. It is no generator: every request opens one, and that would take longer than to read."""

    __slots__ = ("_actor", "_engine", "_held", "_look", "_memory", "_now")

    def __init__(self, engine: Engine, actor: Actor, now: Callable[[], datetime], memory: dict[str, Any]) -> None:
        self._engine, self._actor, self._now, self._memory = engine, actor, now, memory
        self._look: Look | None = None
        self._held = False

    def held(self) -> Looking:
        """Stay open when this block ends: the next block goes on with the same look. Without one, ``close`` it."""
        self._held = True
        return self

    def close(self) -> None:
        """End the look."""
        with self:
            pass

    def __enter__(self) -> Look:
        """Open it, unless it is held open."""
        if self._look is None:
            try:
                self._look = Look(None, self._actor, self._now(), self._memory, _begun(self._engine))
            except DBAPIError as error:
                raise _refusal(error) or error from error
        return self._look

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> None:
        """Close it, unless it is to be held; what the database refused meanwhile becomes a refusal."""
        if self._held and error is None:
            self._held = False
            return
        look, self._look = self._look, None
        assert look is not None
        try:
            look.close()
        except DBAPIError as fault:
            raise _refusal(fault) or fault from error
        if error is not None and (refused := _refusal(error)) is not None:
            raise refused from error


class _Line:
    """The line in which the writers of one process wait for an SQLite database.

    SQLite lets them wait too, but asleep, longer each time, and wakes nobody when the lock is free.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._lock = seconds, RLock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._seconds):
            raise _busy()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class _WorkSession(Session):
    """A session that takes the head lock before the first thing it writes."""

    _holds_head = False

    def take_head(self) -> None:
        """Wait for the head lock and hold it until the transaction ends."""
        if not self._holds_head and self.get_bind().dialect.name == "postgresql":
            self.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": HEAD_LOCK})
        self._holds_head = True


@event.listens_for(_WorkSession, "before_flush")
def _before_flush(session: _WorkSession, _context: Any, _instances: Any) -> None:
    session.take_head()


@event.listens_for(_WorkSession, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        assert isinstance(state.session, _WorkSession)
        state.session.take_head()


@contextmanager
def refusals() -> Iterator[None]:
    """Translate what the database refuses into the refusal family.

    Raises
    ------
    Stale, Conflict, Unavailable
        As ``Office.work``.
    Invalid
        A value fits no column; rules should have said so before, in better words.
    """
    try:
        yield
    except (StaleDataError, DBAPIError) as error:
        if (refused := _refusal(error)) is not None:
            raise refused from error
        raise


def _refusal(error: BaseException) -> Refusal | None:
    """Return what an error of the database means in the refusal family, None where it means a fault of ours."""
    if isinstance(error, StaleDataError):
        return Stale("内容已被他人修改，请刷新后重试", "somebody else has changed it; load it again and retry")
    if isinstance(error, IntegrityError):
        return _conflict(error)
    return _unfit(error) if isinstance(error, DBAPIError) else None


def _unfit(error: DBAPIError) -> Refusal | None:
    if isinstance(error, DataError):
        zh, en = "有内容超出数据库可存的长度或范围", "a value is longer or larger than the database can hold"
        return Invalid(zh, en, code="bad_value")
    if _unprepared(error):
        zh, en = "数据库尚未建表，请先运行 catalog db upgrade", "the database has no tables yet: run catalog db upgrade first"
        return Unavailable(zh, en, code="not_migrated")
    return _busy() if _away(error) else None


def _busy() -> Unavailable:
    return Unavailable("数据库暂时不可用，请稍后再试", "the database cannot answer now; try again later")


def _unprepared(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "42P01" or "no such table" in str(error.orig)


def _away(error: DBAPIError) -> bool:
    """Tell whether the database is busy or unreachable; SQLite reports a missing table in the same class, so read on."""
    if not isinstance(error, OperationalError):
        return False
    return hasattr(error.orig, "sqlstate") or "locked" in str(error.orig) or "unable to open" in str(error.orig)


def _conflict(error: IntegrityError) -> Refusal:
    """Name the violated constraint; SQLite names the columns instead, which says as much."""
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or str(error.orig).rpartition(": ")[2]
    return Conflict(f"与已有数据冲突（{name}）", f"stands against what is there already ({name})", constraint=name)
