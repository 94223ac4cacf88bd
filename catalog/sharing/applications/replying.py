"""What authorities and provider do with an application: pass it on, return it once, agree, refuse, extend the days of the reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog import calendars
from catalog.calendars import Consent
from catalog.calendars import queries as cases
from catalog.errors import Conflict, Invalid, Problem
from catalog.lists import forms
from catalog.lists.demands.desk import Receipt, legal_basis, reason, remark
from catalog.office import Work
from catalog.people.model import DepartmentRow
from catalog.rights import Place, require
from catalog.sharing import duties
from catalog.sharing.applications.desk import (
    advance,
    at_home,
    at_provider,
    await_reply,
    load_for_change,
    name_of,
    returned_by,
    stage_of,
    stop_clocks,
    wanted,
)
from catalog.sharing.desk import receipt, step, thing_of
from catalog.sharing.grants import giving
from catalog.sharing.model import ApplicationRow
from catalog.sharing.rules import next_state
from catalog.sharing.statements import check_terms, check_withheld

MOST_MISSING = 50


def pass_on(work: Work, application_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Pass an application on (核转): to the authority of the next region on its way, else to the provider.

    Raises
    ------
    NotAllowed
        It is not on the desk of the actor's region.
    Conflict
        It is on no authority's desk.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:check", Place(region=row.desk_id))
    ahead = row.route[row.passed + 1 : row.passed + 2]
    step(work, row, "pass", opinion=remark(opinion), to=name_of(work, ahead[0]) if ahead else "provider")
    duties.finish(work, thing_of(row), duties.CHECK, "pass")
    row.passed += 1
    advance(work, row)
    return receipt(work, row)


def return_(work: Work, application_id: str, *, missing: Sequence[str] = (), opinion: str = "", revision: int | None) -> Receipt:
    """Return an application for completion, naming at once everything that is missing; the clock stands still meanwhile (art. 22).

    The department's own reviewer returns what it has not signed off yet. Each authority, and the provider, may do so once.

    Raises
    ------
    NotAllowed
        It is not before the actor.
    Conflict
        It is not under review, or was returned from here before (``returned_already``).
    Invalid
        Nothing that is missing is named.
    """
    row = load_for_change(work, application_id, revision)
    internal = row.state in ("submitted", "resubmitted")
    if internal:
        require(work.actor, "application:sign", at_home(row))
    elif row.desk_id is not None:
        require(work.actor, "application:check", Place(region=row.desk_id))
    else:
        require(work.actor, "application:reply", at_provider(row))
    next_state("application", row.state, "return")
    named = _missing(missing)
    if internal:
        duties.finish(work, thing_of(row), duties.REVIEW, "return")
        step(work, row, "return", opinion=remark(opinion), missing=named)
        return receipt(work, row)
    stage = stage_of(row)
    if returned_by(work, row, stage):
        zh, en = "须补正的内容应一次告知，不能再次退回", "what is missing was to be named at once; it cannot be returned again"
        raise Conflict(zh, en, code="returned_already")
    step(work, row, "return", opinion=remark(opinion), missing=named, stage=stage)
    for kind in (duties.CHECK, *duties.REPLIES.values()):
        duties.turn(work, thing_of(row), kind, on=False)
    return receipt(work, row)


def _missing(missing: Sequence[str]) -> list[str]:
    named = [text for each in missing if (text := forms.said({"missing": each}, "missing"))]
    if not named or len(named) > MOST_MISSING or any(len(text) > 500 for text in named):
        zh = f"请逐项列明须补正的全部内容（1 至 {MOST_MISSING} 项，每项不超过 500 字）"
        en = f"name everything that is missing (1 to {MOST_MISSING} members of at most 500 characters)"
        raise Invalid(zh, en, problems=[Problem("missing", "required", zh, en)])
    return named


def agree(
    work: Work,
    application_id: str,
    *,
    terms: Mapping[str, Any] | None = None,
    withheld: Sequence[Mapping[str, Any]] = (),
    opinion: str = "",
    revision: int | None,
) -> Receipt:
    """Agree to an application, wholly or but for some items, each withheld for a reason; what is left is granted (授权).

    Parameters
    ----------
    terms
        Of the grant: ``until``, ``conditions``, ``purpose_required`` and quotas (``sharing.statements.check_terms``).
    withheld
        ``{"item", "reason"}`` of each item that is not given.

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the provider.
    Conflict
        It is not to be answered.
    Invalid
        The terms or the withheld items are not as they must be; all problems are named.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:reply", at_provider(row))
    verb = "agree_part" if withheld else "agree"
    next_state("application", row.state, verb)
    items, said = wanted(work, row), dict(terms or {})
    unconditional = row.sharing_type == "unconditional"
    problems = check_terms(said, latest=row.until_on, today=work.today, unconditional=unconditional)
    problems += check_withheld(withheld, items)
    if problems:
        raise Invalid("答复不符合要求", "the reply is not as required", problems=problems)
    kept = [{"item": str(each["item"]), "reason": forms.said(each, "reason")} for each in withheld]
    left = [item for item in items if not forms.covered([item], [each["item"] for each in kept])]
    _answer(work, row, verb, opinion=remark(opinion), **({"withheld": kept} if kept else {}))
    giving.give(work, row, left, said)
    return receipt(work, row)


def _answer(
    work: Work,
    row: ApplicationRow,
    verb: str,
    *,
    opinion: str | None,
    basis: Sequence[Mapping[str, str]] | None = None,
    **facts: Any,
) -> None:
    """Keep the provider's word, and stop its clock."""
    step(work, row, verb, opinion=opinion, basis=basis, **facts)
    stop_clocks(work, row, verb)
    laws = [dict(each) for each in basis or ()]
    row.reply = {"outcome": verb, "opinion": opinion, "basis": laws, "withheld": facts.get("withheld", [])}
    row.replied_at = work.now


def refuse(work: Work, application_id: str, *, opinion: str, basis: Sequence[Mapping[str, str]], revision: int | None) -> Receipt:
    """Refuse an application, with the reason and the law that it stands on (Decree 809, art. 14-15, 22).

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the provider.
    Conflict
        It is not to be answered.
    Invalid
        Reason or legal basis is missing.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:reply", at_provider(row))
    next_state("application", row.state, "refuse")
    _answer(work, row, "refuse", opinion=reason(opinion), basis=legal_basis(basis))
    return receipt(work, row)


def ask_extension(work: Work, application_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Ask the authority to consent to more days for the reply (申请延期答复).

    Raises
    ------
    Conflict
        It is not to be answered, was extended already, or knows no extension.
    Invalid
        No reason is given.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:reply", at_provider(row))
    next_state("application", row.state, "ask_extension")
    case = _reply_case(work, row)
    if case.extension is not None or not case.extension_days:
        raise Conflict("该答复不能延期", "this reply cannot be extended", code="no_extension")
    step(work, row, "ask_extension", opinion=reason(opinion))
    return receipt(work, row)


def _reply_case(work: Work, row: ApplicationRow) -> cases.Case:
    case = cases.case_of(work, thing_of(row), duties.REPLIES[str(row.sharing_type)])
    assert case is not None
    return case


def extend(work: Work, application_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Consent to an extension of the reply, once; the step is the notice to the applicant (art. 22).

    Raises
    ------
    NotAllowed
        The actor is not the authority of the provider's region.
    Conflict
        It is not to be answered, was extended already, or knows no extension.
    Invalid
        No reason is given, or the days of the reply are over.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:extend", Place(region=row.provider_region_id))
    next_state("application", row.state, "extend")
    case, why = _reply_case(work, row), reason(opinion)
    department = work.session.get(DepartmentRow, work.actor.department) if work.actor.department else None
    by = department.name if department else work.actor.login
    done = calendars.extend(work, case.id, consent=Consent(by, why, work.today), revision=case.revision)
    step(work, row, "extend", opinion=why, due_on=done.due_on.isoformat(), days=done.extra_days)
    return receipt(work, row)


def reopen(work: Work, row: ApplicationRow, *, opinion: str | None, dispute: str) -> None:
    """Let the provider answer a refused application again, as a dispute about it came out; its days begin anew."""
    step(work, row, "reopen", opinion=opinion, dispute=dispute)
    row.reply = row.replied_at = None
    await_reply(work, row)
