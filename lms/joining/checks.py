"""What a reviewer checks: each check with its result and the evidence it rests on.

A check decides nothing. Two facts forbid an approval (``obstacles``); the rest is for a person to weigh.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common.numbers import fill, listed
from lms.common.texts import fold
from lms.common.when import isolated
from lms.joining.domains import Standing, mailbox, standing_of
from lms.joining.models import Application, FocalPointOpinion, Opinion, SupervisorAnswer, SupervisorRequest
from lms.joining.models.application import RUNNING, State
from lms.joining.vouching import FIELDS, changed_since_asked, changed_since_given
from lms.people.models import Agency, Person

# Two folded names are alike from here on: one letter in ten may differ.
ALIKE = 0.86
LOOK_BACK = dt.timedelta(days=730)
# Of one country so many names are compared; more would be an export, not a check.
MOST_NAMES = 20_000


@dataclass(frozen=True)
class Check:
    """One line of the checklist. ``state`` is a state of the interface: done, due, error, todo, in_progress."""

    key: str
    title: str | Promise
    state: str
    word: str
    evidence: str = ""


@dataclass
class Checklist:
    """All checks of one application, and what forbids to approve it now."""

    checks: list[Check] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    is_webmail: bool = False

    @property
    def may_be_approved(self) -> bool:
        """Whether nothing forbids it; who may is another question."""
        return not self.obstacles


def checklist(application: Application) -> Checklist:
    """Check the application against the lists, the people and the answers, in a fixed number of queries."""
    standing = standing_of(application.email, application.country_id)
    same, alike = _duplicates(application)
    request = latest_request(application)
    opinion = opinion_on(application)
    found = Checklist(
        [
            _domain(application, standing),
            _agency(application),
            _duplicate(same, alike),
            _supervisor(application, request),
            _opinion(application, opinion),
            _conflict(standing),
        ],
        is_webmail=is_from_webmail(application, standing),
    )
    if same:
        found.obstacles.append(_("There is an account with this address already."))
    if standing.is_vendor:
        found.obstacles.append(_("The address belongs to a technology provider: providers use a form of their own."))
    if not is_confirmed(application, request, opinion):
        found.obstacles.append(_("Nobody has confirmed the post yet: neither the supervisor nor the focal point."))
    return found


def is_from_webmail(application: Application, standing: Standing) -> bool:
    """Whether anybody can have the address: as the lists stood when she gave it, or as they stand today."""
    return application.is_webmail or standing.is_webmail


def is_confirmed(
    application: Application, request: SupervisorRequest | None, opinion: FocalPointOpinion | None
) -> bool:
    """Whether somebody besides the applicant stands for her post.

    The supervisor does; where no answer comes, or none that says something, the country's focal point may.
    A supervisor's no is not outvoted. A yes to something else than what stands there now is none; a no stays one.
    """
    if request is not None and request.answer == SupervisorAnswer.YES and not changed_since_asked(application, request):
        return True
    if request is not None and request.answer == SupervisorAnswer.NO:
        return False
    supports = opinion is not None and opinion.opinion == Opinion.SUPPORTS
    return supports and not changed_since_given(application, opinion)


def latest_request(application: Application) -> SupervisorRequest | None:
    """The newest that was not taken back; of what was prefetched, where a page did so."""
    return next((one for one in application.supervisor_requests.all() if one.revoked_at is None), None)


def opinion_on(application: Application) -> FocalPointOpinion | None:
    """The focal point's opinion, asked for or given; None if nobody asked."""
    try:
        return application.opinion
    except FocalPointOpinion.DoesNotExist:
        return None


def _code(text: str) -> SafeString:
    return fill('<bdi class="code" dir="ltr">%(text)s</bdi>', text=text, markup=True)


def _listed(addresses: list[str]) -> SafeString:
    """At most five of them, each left to right."""
    return mark_safe(" · ".join(_code(one) for one in sorted(set(addresses))[:5]))


def _domain(application: Application, standing: Standing) -> Check:
    title = gettext_lazy("E-mail domain")
    domain = application.domain
    if standing.authority_here:
        evidence = fill(_("%(domain)s is on the country’s list."), domain=_code(standing.authority_here))
        return Check("domain", title, "done", _("On the list"), evidence)
    if is_from_webmail(application, standing):
        evidence = fill(
            _("%(domain)s is free webmail. The explanation: %(reason)s"),
            domain=_code(domain),
            reason=isolated(application.webmail_reason),
        )
        return Check("domain", title, "due", _("Free webmail"), evidence)
    if standing.authority_elsewhere:
        evidence = fill(_("%(domain)s is on the list of another country."), domain=_code(standing.authority_elsewhere))
        return Check("domain", title, "due", _("Another country"), evidence)
    evidence = fill(_("%(domain)s is not known yet."), domain=_code(domain))
    return Check("domain", title, "due", _("Not on the list"), evidence)


def known_agency(application: Application) -> Agency | None:
    """The agency of her country that has the name she gave."""
    return agency_named(application.agency_name, application.country_id)


def agency_named(name: str, country: str | None) -> Agency | None:
    """The agency of ``country`` with that name, whatever its case, accents and apostrophes."""
    wanted = fold(name)
    rows = Agency.objects.filter(country=country)
    return next((one for one in rows if fold(one.name) == wanted), None) if wanted else None


def _agency(application: Application) -> Check:
    title = gettext_lazy("Agency")
    agency = known_agency(application)
    if agency is not None:
        return Check("agency", title, "done", _("Known"), isolated(agency.name))
    evidence = fill(
        _("%(agency)s is new here. It is added when you approve."), agency=isolated(application.agency_name)
    )
    return Check("agency", title, "due", _("Not known yet"), evidence)


def _name_key(given: str, family: str) -> str:
    # The order of given and family name differs from form to form.
    return " ".join(sorted(fold(f"{given} {family}").split()))


def similar(one: str, other: str) -> bool:
    """Whether two name keys are so alike that a person should look."""
    if not one or not other:
        return False
    if one == other:
        return True
    matcher = SequenceMatcher(None, one, other)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _duplicates(application: Application) -> tuple[list[str], list[str]]:
    """Accounts with her mailbox, and accounts or applications of her country with a name like hers."""
    own = mailbox(application.email)
    domain = own.rpartition("@")[2]
    domains = ["gmail.com", "googlemail.com"] if domain == "gmail.com" else [domain]
    # Of a ministry's domain there are many; only what can lead to the same mailbox is fetched.
    first = own[:1]
    same: list[str] = []
    for each in domains:
        rows = Person.objects.filter(email__istartswith=first, email__iendswith=f"@{each}").exclude(
            pk=application.person_id or 0
        )
        same += [address for address in rows.values_list("email", flat=True) if mailbox(address) == own]
    key = _name_key(application.given_name, application.family_name)
    people = (
        Person.objects.filter(country=application.country_id)
        .exclude(pk=application.person_id or 0)
        .values_list("given_name", "family_name", "email")[:MOST_NAMES]
    )
    alike = [email for given, family, email in people if email not in same and similar(key, _name_key(given, family))]
    others = (
        Application.objects.filter(
            country=application.country_id,
            state__in=(*RUNNING, State.DECLINED),
            submitted_at__gte=timezone.now() - LOOK_BACK,
        )
        .exclude(pk=application.pk)
        .values_list("given_name", "family_name", "email")[:MOST_NAMES]
    )
    alike += [email for given, family, email in others if similar(key, _name_key(given, family))]
    return same, alike


def _duplicate(same: list[str], alike: list[str]) -> Check:
    title = gettext_lazy("Known here already")
    if same:
        return Check("duplicate", title, "error", _("Same address"), _listed(same))
    if alike:
        evidence = fill(_("A similar name in the same country: %(addresses)s"), addresses=_listed(alike))
        return Check("duplicate", title, "due", _("Similar name"), evidence)
    return Check("duplicate", title, "done", _("Nobody found"))


def _changed(key: str, title: str | Promise, fields: list[str]) -> Check:
    evidence = fill(
        _("Changed since: %(fields)s. What was said before does not count for it: ask again."),
        fields=listed(str(FIELDS[name]) for name in fields),
    )
    return Check(key, title, "due", _("Changed since"), evidence)


def _supervisor(application: Application, request: SupervisorRequest | None) -> Check:
    title = gettext_lazy("Supervisor")
    if request is None:
        return Check("supervisor", title, "todo", _("Not asked yet"))
    fields = changed_since_asked(application, request)
    if fields and request.answer != SupervisorAnswer.NO:
        return _changed("supervisor", title, fields)
    if request.answer == SupervisorAnswer.YES:
        return Check("supervisor", title, "done", _("Confirms"), isolated(request.note))
    if request.answer == SupervisorAnswer.NO:
        return Check("supervisor", title, "error", _("Does not confirm"), isolated(request.note))
    if request.answer == SupervisorAnswer.UNKNOWN:
        return Check("supervisor", title, "due", _("Does not know the person"), isolated(request.note))
    if request.link is not None and request.link.ends_at <= timezone.now():
        return Check("supervisor", title, "due", _("No answer"), _("The link has run out."))
    return Check("supervisor", title, "in_progress", _("Asked, no answer yet"))


def _opinion(application: Application, opinion: FocalPointOpinion | None) -> Check:
    title = gettext_lazy("Country’s focal point")
    if opinion is None:
        return Check("opinion", title, "todo", _("Not asked"))
    if fields := changed_since_given(application, opinion):
        return _changed("opinion", title, fields)
    if opinion.opinion == Opinion.SUPPORTS:
        return Check("opinion", title, "done", _("Supports it"), isolated(opinion.note))
    if opinion.opinion == Opinion.AGAINST:
        return Check("opinion", title, "error", _("Advises against it"), isolated(opinion.note))
    if opinion.opinion == Opinion.UNKNOWN:
        return Check("opinion", title, "due", _("Cannot say"), isolated(opinion.note))
    return Check("opinion", title, "in_progress", _("Asked, no answer yet"))


def _conflict(standing: Standing) -> Check:
    title = gettext_lazy("Conflict of interest")
    if standing.is_vendor:
        evidence = _(
            "The domain belongs to a technology provider. Providers do not become members: "
            "they use the form for providers."
        )
        return Check("conflict", title, "error", _("Provider"), evidence)
    return Check("conflict", title, "done", _("None seen"), _("The domain is not on the list of technology providers."))
