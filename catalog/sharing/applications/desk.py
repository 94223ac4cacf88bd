"""What the verbs of applications share: who sees one, what its entry offers, and where it goes next."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from catalog.calendars import queries as cases
from catalog.errors import Conflict
from catalog.lists import desk as catalog_desk
from catalog.lists.demands.model import StepRow
from catalog.lists.model import ResourceRow, VersionRow
from catalog.lists.sight import bounded
from catalog.office import Look, Work
from catalog.people import queries as people
from catalog.people.model import RegionRow
from catalog.rights import Actor, Place
from catalog.sharing import desk, duties
from catalog.sharing.desk import called, present, step, thing_of
from catalog.sharing.grants import giving
from catalog.sharing.model import ApplicationRow
from catalog.sharing.rules import route
from catalog.sharing.statements import Offer, offer_of

_KINDS = (duties.REVIEW, duties.CHECK, *duties.REPLIES.values())


def at_home(application: ApplicationRow) -> Place:
    """Return where an application comes from: the department that needs the data, and its region."""
    return Place(application.department_id, application.region_id)


def at_provider(application: ApplicationRow) -> Place:
    """Return whom it is addressed to: the provider, and its region."""
    return Place(application.provider_id, application.provider_region_id)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that holds for the applications an actor may see: the applicant's, and of what was signed off the provider's.

    The authorities on its way are those of its two regions and of the regions above them.
    """
    home = bounded(actor, "application:read", ApplicationRow.department_id, ApplicationRow.region_id)
    there = bounded(actor, "application:read", ApplicationRow.provider_id, ApplicationRow.provider_region_id)
    return home | (there & ApplicationRow.signed_at.is_not(None))


def load(look: Look, application_id: str) -> ApplicationRow:
    """Load an application that the actor may see.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    return desk.found(look, ApplicationRow, application_id, visible(look.actor))


def load_for_change(work: Work, application_id: str, revision: int | None) -> ApplicationRow:
    """Load an application that the actor has read at ``revision``.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        As ``load``; no revision was given; it has been changed since.
    """
    return desk.found_for_change(work, ApplicationRow, application_id, visible(work.actor), revision)


def offered(look: Look, application: ApplicationRow) -> Offer:
    """Return what the entry had to give as it was applied for."""
    return offer_of(look.session.get_one(VersionRow, application.version_id).content)


def wanted(look: Look, application: ApplicationRow) -> list[str]:
    """Return the items that an application wants; who names none means all there are."""
    return list(application.content.get("items", ())) or list(offered(look, application).items)


def shareable(look: Look, resource_id: str) -> ResourceRow:
    """Load an entry that can be applied for.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    Conflict
        It is not published, or not shared; then its legal basis stands among the facts (art. 14).
    """
    resource = catalog_desk.load(look, resource_id)
    if resource.state != "published":
        zh, en = f"“{resource.name}”未发布，不能申请", f"“{resource.name}” is not published"
        raise Conflict(zh, en, code="not_published", state=resource.state)
    if resource.sharing_type == "not_shared":
        content = look.session.get_one(VersionRow, resource.current_id).content
        laws = [dict(law) for law in content.get("legal_basis", ())]
        cited = "；".join(f"{law.get('law', '')} {law.get('article', '')}".strip() for law in laws)
        zh = f"“{resource.name}”不予共享，依据：{cited or '未列明'}"
        en = f"“{resource.name}” is not shared, by: {cited or 'no basis named'}"
        raise Conflict(zh, en, code="not_shared", legal_basis=laws)
    return resource


def stop_clocks(work: Work, application: ApplicationRow, outcome: str) -> None:
    """Stop every clock that runs for an application."""
    for kind in _KINDS:
        duties.finish(work, thing_of(application), kind, outcome)


def set_route(work: Work, application: ApplicationRow) -> None:
    """Find the authorities that an application passes, once it leaves the department."""
    chains = (people.region_chain(work.session, each) for each in (application.region_id, application.provider_region_id))
    application.route, application.passed = route(*chains), 0


def advance(work: Work, application: ApplicationRow) -> None:
    """Hand an application to the next authority on its way, whose clock begins, else to the provider."""
    if application.passed < len(application.route):
        application.desk_id = application.route[application.passed]
        duties.begin(work, thing_of(application), duties.CHECK, title=called(application), region=application.desk_id)
        return
    application.desk_id = None
    deliver(work, application)


def deliver(work: Work, application: ApplicationRow) -> None:
    """Hand an application to the provider; the reply is due from here on, unless unconditional data is granted at once."""
    if application.delivered_at is None:
        resource = work.session.get_one(ResourceRow, application.resource_id)
        application.sharing_type = "unconditional" if resource.sharing_type == "unconditional" else "conditional"
        application.delivered_at = work.now
    step(work, application, "deliver")
    if grants_at_once(work, application):
        agree_at_once(work, application)
    else:
        await_reply(work, application)


def agree_at_once(work: Work, application: ApplicationRow) -> None:
    """Grant what is shared unconditionally without waiting for the provider, whose notice is the step and the trail row."""
    step(work, application, "agree_at_once")
    application.reply, application.replied_at = {"outcome": "agree_at_once", "withheld": []}, work.now
    giving.give(work, application, wanted(work, application), {})


def grants_at_once(look: Look, application: ApplicationRow) -> bool:
    """Tell whether the provider's region grants what is shared unconditionally without a reply."""
    profile = cases.profile_for(look, application.provider_region_id, look.today)
    return application.sharing_type == "unconditional" and bool(profile.content["auto_grant_unconditional"])


def await_reply(work: Work, application: ApplicationRow) -> None:
    """Start the clock of the provider's reply; where it stands still since the application was returned, it runs again."""
    kind = duties.REPLIES[str(application.sharing_type)]
    running = cases.case_of(work, thing_of(application), kind)
    if running is not None and running.state != "done":
        duties.turn(work, thing_of(application), kind, on=True)
        return
    duties.begin(
        work,
        thing_of(application),
        kind,
        title=called(application),
        region=application.provider_region_id,
        department=present(work, application.provider_id),
    )


def stage_of(application: ApplicationRow) -> str:
    """Return who has a signed application, as its steps name it: the id of the region, else the provider."""
    return application.desk_id or "provider"


def returned_by(look: Look, application: ApplicationRow, stage: str) -> bool:
    """Tell whether who has the application has returned it before."""
    query = select(StepRow.facts).where(StepRow.thing == thing_of(application), StepRow.verb == "return")
    return any((facts or {}).get("stage") == stage for facts in look.session.scalars(query))


def name_of(look: Look, region_id: str) -> str:
    """Return the name of a region."""
    return look.session.get_one(RegionRow, region_id).name
