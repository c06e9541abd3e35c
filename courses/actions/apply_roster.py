"""Bring in a checked list, once, all or nothing. Nobody gets a mail from it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions import seats
from courses.actions.check_roster import judge_again, save_lines
from courses.models import (
    Enrolment,
    EnrolmentState,
    LineOutcome,
    RosterImport,
    RosterLine,
    RosterState,
    Stage,
    Training,
)
from courses.models.enrolment import SEAT_HOLDING
from courses.roster.judging import agencies_of, people_by_email
from courses.roster.summary import Counts, counts_of
from courses.seating import Seating
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Agency, Person

COMING = (LineOutcome.NEW, LineOutcome.EXISTING)
PERSON_FIELDS = ["given_name", "family_name", "country", "agency", "unit", "function", "language"]
# Her own words and names; the rest are codes and ids.
OWN_FIELDS = frozenset({"given_name", "family_name", "unit", "function"})
ENROLMENT_FIELDS = ["country", "agency", "unit", "function", "language"]


def apply_roster(*, roster: RosterImport, actor: Person | None = None, overwrite: bool = False) -> Counts:
    """Bring in the chosen lines of ``roster``; return what was done. Pressing twice brings in once.

    New people get an account without a password; existing ones are left as they are, unless their line
    of kind "update" was chosen, their line of kind "existing" takes over what differs, or ``overwrite``
    chooses all. Lines are judged again first, under the training's lock, so that what happened since the
    preview counts. No notice is written. Raises Refused if the list was taken back or the
    training cancelled meanwhile.
    """
    with transaction.atomic():
        training = seats.lock_training(roster.training_id)
        if training.stage == Stage.CANCELLED and roster.state == RosterState.CHECKED:
            raise Refused(_("This training was cancelled. Nobody can be brought in."), code="cancelled")
        now = timezone.now()
        first = RosterImport.objects.filter(pk=roster.pk, state=RosterState.CHECKED).update(
            state=RosterState.APPLIED, applied_at=now, updated_at=now
        )
        roster.refresh_from_db()
        if not first:
            if roster.state == RosterState.APPLIED:
                return counts_of(roster)
            raise Refused(_("This list was taken back. Choose the file again to bring it in."), code="undone")
        roster.training = training
        lines = judge_again(roster, actor)
        _withdraw(training, [line for line in lines if line.outcome == LineOutcome.MISSING and line.is_chosen], actor)
        training.refresh_from_db()
        coming = [line for line in lines if line.outcome in COMING and line.is_chosen]
        updates = [line for line in lines if line.outcome == LineOutcome.UPDATE and (line.is_chosen or overwrite)]
        agencies, made = _agencies([*coming, *updates])
        _people(training, coming, agencies)
        _enrol(training, coming, agencies)
        known = [line for line in coming if line.outcome == LineOutcome.EXISTING and (line.takes_over or overwrite)]
        _overwrite([*updates, *known], agencies, actor)
        for line in updates:
            line.is_chosen = True
        save_lines(roster, lines)
        roster.made_agencies = made
        roster.save(update_fields=["made_agencies", "updated_at"])
        counts = counts_of(roster, lines)
        record(
            actor=actor,
            verb="courses.apply_roster",
            target=roster,
            changes={"training": training.slug, **counts.as_numbers()},
        )
    return counts


def _withdraw(training: Training, lines: Sequence[RosterLine], actor: Person | None) -> None:
    """Take off who is no longer in the list, where chosen; the seats go to those who wait."""
    now = timezone.now()
    freed = 0
    gone: list[Enrolment] = []
    for line in lines:
        enrolment = line.enrolment
        if enrolment is None:
            continue
        freed += enrolment.state in SEAT_HOLDING
        line.before = {"state": enrolment.state}
        record(
            actor=actor,
            verb="courses.withdraw",
            target=enrolment,
            about=line.person,
            changes={"state": [enrolment.state, EnrolmentState.WITHDRAWN.value]},
        )
        enrolment.state = EnrolmentState.WITHDRAWN
        enrolment.offer_expires_at = None
        enrolment.updated_at = now
        gone.append(enrolment)
    Enrolment.objects.bulk_update(gone, ["state", "offer_expires_at", "updated_at"], batch_size=500)
    if freed:
        seats.release_seats(training.pk, freed)
        # Bringing in a list sends no mail, to nobody.
        seats.promote(training, tell=False)


def _agencies(lines: Sequence[RosterLine]) -> tuple[dict[tuple[str, str], Agency], list[int]]:
    """The agencies that the lines name, those unknown made; by country and name without case."""
    named = [line for line in lines if line.agency_name and line.country_id]
    codes = {line.country_id or "" for line in named}
    known = agencies_of(codes)
    missing: dict[tuple[str, str], Agency] = {}
    for line in named:
        key = (line.country_id or "", line.agency_name.casefold())
        if key not in known and key not in missing:
            missing[key] = Agency(country_id=key[0], name=line.agency_name)
    if not missing:
        return known, []
    before = {agency.pk for agency in known.values()}
    # Another import may make the same agency at this moment: whoever is second uses the first one's.
    Agency.objects.bulk_create(missing.values(), ignore_conflicts=True)
    found = agencies_of(codes)
    return found, sorted(found[key].pk for key in missing if found[key].pk not in before)


def _agency(line: RosterLine, agencies: dict[tuple[str, str], Agency]) -> Agency | None:
    return agencies.get((line.country_id or "", line.agency_name.casefold())) if line.agency_name else None


def _people(training: Training, lines: Sequence[RosterLine], agencies: dict[tuple[str, str], Agency]) -> None:
    """Give an account without a password to everybody who has none; sets ``line.person``."""
    new = {
        line.email: Person(
            email=line.email,
            password=make_password(None),
            given_name=line.given_name,
            family_name=line.family_name,
            language=line.language,
            country_id=line.country_id,
            agency=_agency(line, agencies),
            unit=line.unit,
            function=line.function,
            time_zone=training.time_zone if line.country_id == training.country_id else "UTC",
        )
        for line in lines
        if line.outcome == LineOutcome.NEW
    }
    if not new:
        return
    # An address that another import took since the last look is then known, not new.
    Person.objects.bulk_create(new.values(), ignore_conflicts=True, batch_size=1000)
    found = people_by_email(new)
    for line in lines:
        if line.outcome != LineOutcome.NEW:
            continue
        person = found[line.email]
        line.person = person
        # Unusable passwords are random: the same one means that the row is ours.
        if person.password != new[line.email].password:
            line.outcome = LineOutcome.EXISTING


def _enrol(training: Training, lines: Sequence[RosterLine], agencies: dict[tuple[str, str], Agency]) -> None:
    """Seats in the order of the file, then the waiting list; sets ``line.enrolment``."""
    now = timezone.now()
    ended = training.has_ended
    unlimited = ended or training.is_self_paced
    seating = Seating(training)
    number = seats.next_waiting_number(training.pk)
    seated = 0
    new: list[Enrolment] = []
    back: list[Enrolment] = []
    for line in lines:
        enrolment = line.enrolment or Enrolment(training=training, person=line.person)
        if enrolment.pk:
            since = enrolment.waiting_since
            line.before = {
                "state": enrolment.state,
                **_kept(enrolment, ENROLMENT_FIELDS),
                "waiting_number": enrolment.waiting_number,
                "waiting_since": since.isoformat() if since else None,
            }
        enrolment.country_id = line.country_id
        enrolment.agency = _agency(line, agencies)
        enrolment.unit = line.unit
        enrolment.function = line.function
        enrolment.language = line.language
        enrolment.waiting_since, enrolment.waiting_number = None, None
        if unlimited or seating.has_room_for(line.country_id):
            seating.seat(line.country_id)
            seated += 1
            enrolment.state = EnrolmentState.ATTENDED if ended else EnrolmentState.CONFIRMED
        else:
            enrolment.state = EnrolmentState.WAITING
            enrolment.waiting_since, enrolment.waiting_number = now, number
            number += 1
        enrolment.updated_at = now
        (back if enrolment.pk else new).append(enrolment)
        line.enrolment = enrolment
    Enrolment.objects.bulk_create(new, batch_size=1000)
    Enrolment.objects.bulk_update(
        back, ["state", "waiting_since", "waiting_number", *ENROLMENT_FIELDS, "updated_at"], batch_size=500
    )
    if unlimited:
        seats.take_seats_regardless(training.pk, seated)
    elif seated and not seats.take_seats(training.pk, seated):
        # Cannot happen under the lock; if it does, nothing of the file comes in.
        raise Refused(_("Seats were taken meanwhile. Check the list again."), code="seats_moved")


def _kept(row: Person | Enrolment, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(row, f"{name}_id" if name in {"country", "agency"} else name) for name in names}


def _overwrite(lines: Sequence[RosterLine], agencies: dict[tuple[str, str], Agency], actor: Person | None) -> None:
    """Replace what differs for people already known, keeping what was there for an undo."""
    now = timezone.now()
    people: list[Person] = []
    enrolments: list[Enrolment] = []
    for line in lines:
        person, enrolment = line.person, line.enrolment
        differing = {note["field"]: note for note in line.notes if note["code"] == "differs"}
        if person is None or enrolment is None or not differing:
            continue
        before = _kept(person, PERSON_FIELDS)
        if line.outcome == LineOutcome.UPDATE:
            line.before = {"enrolment": _kept(enrolment, ENROLMENT_FIELDS)}
        for name in differing:
            if name == "full_name":
                person.given_name, person.family_name = "", line.family_name
            elif name in {"given_name", "family_name"}:
                setattr(person, name, getattr(line, name))
            elif name == "agency":
                person.agency = enrolment.agency = _agency(line, agencies)
            elif name == "country":
                person.country_id = enrolment.country_id = line.country_id
            else:
                setattr(person, name, getattr(line, name))
                setattr(enrolment, name, getattr(line, name))
        after = _kept(person, PERSON_FIELDS)
        changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        line.before = {**line.before, "person": changed}
        record(
            actor=actor,
            verb="people.change",
            target=person,
            about=person,
            changes={name: pair for name, pair in changed.items() if name not in OWN_FIELDS},
            personal={name: pair for name, pair in changed.items() if name in OWN_FIELDS},
        )
        person.updated_at = enrolment.updated_at = now
        people.append(person)
        enrolments.append(enrolment)
    Person.objects.bulk_update(people, [*PERSON_FIELDS, "updated_at"], batch_size=500)
    Enrolment.objects.bulk_update(enrolments, [*ENROLMENT_FIELDS, "updated_at"], batch_size=500)
