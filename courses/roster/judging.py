"""What bringing in each line would mean today: compares the lines of a list with who is known and enrolled.

Reads only. A constant number of queries per thousand lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from allauth.account.models import EmailAddress

from courses.models import Enrolment, EnrolmentState, LineOutcome, RosterImport, RosterLine, Training
from courses.models.enrolment import SEAT_HOLDING
from courses.roster.columns import FIELDS
from courses.roster.places import countries
from courses.roster.reading import Entry, Problem, Reader
from courses.seating import Seating
from lms.people.models import Agency, Person

LEFT = (EnrolmentState.DECLINED.value, EnrolmentState.EXPIRED.value, EnrolmentState.WITHDRAWN.value)
CHUNK = 500
PERSON_FIELDS = ("given_name", "family_name")
ENROLMENT_FIELDS = ("country", "agency", "unit", "function", "language")


def people_by_email(emails: Iterable[str]) -> dict[str, Person]:
    """The people of the addresses (lower case), by their log-in address or by another one they confirmed."""
    found: dict[str, Person] = {}
    for chunk in batched(emails, CHUNK, strict=False):
        others = EmailAddress.objects.filter(email__in=chunk, verified=True).select_related("user")
        found.update({address.email.lower(): address.user for address in others})
        found.update({person.email: person for person in Person.objects.filter(email__in=chunk)})
    return found


def agencies_of(country_codes: Iterable[str]) -> dict[tuple[str, str], Agency]:
    """The agencies of the countries, by country and name without case."""
    rows = Agency.objects.filter(country__in=set(country_codes)).order_by("-pk")
    return {(agency.country_id, agency.name.casefold()): agency for agency in rows}


class Judge:
    """Judges all lines of an import. ``scope``: the countries whose rows may come in; ``None`` is all."""

    def __init__(self, roster: RosterImport, training: Training, scope: frozenset[str] | None) -> None:
        self.roster = roster
        self.training = training
        self.scope = scope
        self.reader = Reader(roster.columns, countries=countries(), language=training.language)
        self.people: dict[str, Person] = {}
        self.enrolments: dict[int, Enrolment] = {}
        self.agencies: dict[tuple[str, str], Agency] = {}
        self.entries: dict[int, Entry] = {}

    def judge(self, lines: Sequence[RosterLine]) -> list[RosterLine]:
        """Set what each line says and means; return the lines that say who is no longer in the file (unsaved)."""
        self.entries = {line.row: self.reader.read(line.row, line.cells, line.corrections) for line in lines}
        good = [entry for entry in self.entries.values() if not entry.problems and entry.texts]
        inside = [entry for entry in good if self.scope is None or entry.country in self.scope]
        self.people = people_by_email({entry.email for entry in inside})
        rows = self.training.enrolments.select_related("person", "agency")
        self.enrolments = {enrolment.person_id: enrolment for enrolment in rows}
        self.agencies = agencies_of(entry.country for entry in inside if entry.agency)
        # By address, and by person: one who confirmed two addresses may stand in the list with both.
        first: dict[str | int, Entry] = {}
        for line in lines:
            self._judge_line(line, self.entries[line.row], first)
        self._note_waiting(lines)
        return self._missing()

    def _judge_line(self, line: RosterLine, entry: Entry, first: dict[str | int, Entry]) -> None:
        was = LineOutcome(line.outcome) if line.outcome else None
        self._copy(line, entry)
        person: Person | None = None
        if entry.is_blank:
            outcome = LineOutcome.BLANK
        elif entry.problems:
            outcome = LineOutcome.REJECTED
        else:
            person = self.people.get(entry.email)
            if not self._inside(entry, person):
                # The same words whether or not the address is known: they must not tell that it is.
                entry.problems.append(Problem("country", "outside"))
                outcome, person = LineOutcome.REJECTED, None
            elif original := first.get(entry.email) or (first.get(person.pk) if person else None):
                outcome, person = LineOutcome.DUPLICATE, None
                entry.notes.append({"code": _twice(original, entry), "row": original.row})
            else:
                first[entry.email] = entry
                if person:
                    first[person.pk] = entry
                outcome = self._outcome(entry, person)
        line.outcome = outcome
        line.person = person
        line.enrolment = self.enrolments.get(person.pk) if person else None
        problem = entry.problems[0] if entry.problems else Problem("", "")
        line.field, line.problem, line.details = problem.field, problem.code, dict(problem.details)
        more = [{"code": p.code, "field": p.field, **p.details} for p in entry.problems[1:]]
        line.notes = more + entry.notes
        if was != outcome:
            returns = any(note["code"] == "returns" for note in entry.notes)
            line.is_chosen = outcome in (LineOutcome.NEW, LineOutcome.EXISTING) and not returns

    @staticmethod
    def _copy(line: RosterLine, entry: Entry) -> None:
        """What is shown and kept of a line; too long texts are cut, since such a line stays out anyway."""
        line.given_name = entry.given_name[:150]
        line.family_name = entry.family_name[:150]
        line.email = entry.email[:254]
        line.country_id = entry.country or None
        line.agency_name = entry.agency[:200]
        line.unit = entry.unit[:200]
        line.function = entry.function[:200]
        line.language = entry.language if entry.texts else ""

    def _inside(self, entry: Entry, person: Person | None) -> bool:
        """Whether the line is the coordinator's to bring in: its country is hers, and so is whoever has the address.

        For lines of another country the answer is the same whoever exists. What remains: a line with a country of
        hers and the address of an officer from elsewhere is refused, where an unknown address is new, so she learns
        that this one address has an account; not whose it is, nor from where. To answer both alike, either the
        officer would come in under a country that is not hers, and her record be shown to a coordinator who may not
        know of it, or every new officer would wait for somebody to check her. Each such look is an address typed
        one at a time into a list that is kept under her name, and every preview is in the audit.
        """
        if self.scope is None:
            return True
        if entry.country not in self.scope:
            return False
        if person is None:
            return True
        enrolment = self.enrolments.get(person.pk)
        return person.country_id in self.scope and (enrolment is None or enrolment.country_id in self.scope)

    def _outcome(self, entry: Entry, person: Person | None) -> LineOutcome:
        if entry.agency and (entry.country, entry.agency.casefold()) not in self.agencies:
            entry.notes.append({"code": "agency_new", "agency": entry.agency})
        if person is None:
            return LineOutcome.NEW
        enrolment = self.enrolments.get(person.pk)
        changes = differences(entry, person, enrolment)
        for name, (old, new) in changes.items():
            entry.notes.append({"code": "differs", "field": name, "old": old, "new": new})
        if enrolment is None:
            return LineOutcome.EXISTING
        if enrolment.state in LEFT:
            entry.notes.append({"code": "returns"})
            return LineOutcome.EXISTING
        return LineOutcome.UPDATE if changes else LineOutcome.UNCHANGED

    def _note_waiting(self, lines: Sequence[RosterLine]) -> None:
        if self.training.has_ended or self.training.is_self_paced:
            return
        seating = Seating(self.training)
        for line in lines:
            if line.outcome in (LineOutcome.NEW, LineOutcome.EXISTING) and line.is_chosen:
                if seating.has_room_for(line.country_id):
                    seating.seat(line.country_id)
                else:
                    line.notes = [*line.notes, {"code": "waits"}]

    def _missing(self) -> list[RosterLine]:
        """Who came from an earlier list and is not in this one, not even in a line that cannot come in."""
        here = {entry.email for entry in self.entries.values()}
        known = {person.pk for email, person in self.people.items() if email in here}
        earlier = (
            self.training.enrolments.filter(
                state__in=[*SEAT_HOLDING, EnrolmentState.WAITING],
                roster_lines__roster__state="applied",
                roster_lines__roster__training=self.training,
            )
            .select_related("person", "agency")
            .distinct()
        )
        if self.scope is not None:
            earlier = earlier.filter(country__in=self.scope)
        return [
            RosterLine(
                roster=self.roster,
                row=0,
                outcome=LineOutcome.MISSING,
                given_name=enrolment.person.given_name,
                family_name=enrolment.person.family_name,
                email=enrolment.person.email,
                country_id=enrolment.country_id,
                agency_name=enrolment.agency.name if enrolment.agency else "",
                unit=enrolment.unit,
                function=enrolment.function,
                language=enrolment.language,
                notes=[{"code": "no_longer"}],
                enrolment=enrolment,
                person=enrolment.person,
            )
            for enrolment in earlier
            if enrolment.person_id not in known and enrolment.person.email not in here
        ]


def _twice(original: Entry, entry: Entry) -> str:
    """The note that tells how ``entry`` repeats ``original``."""
    if original.email != entry.email:
        return "duplicate_person"
    return "duplicate" if original.texts.get("email") == entry.texts.get("email") else "duplicate_capitals"


def differences(entry: Entry, person: Person, enrolment: Enrolment | None) -> dict[str, tuple[str, str]]:
    """Field → what is kept here and what the file says, where the file says something else.

    Names are the person's; the rest is the enrolment's, or the person's while she has none here.
    """
    found: dict[str, tuple[str, str]] = {}
    if "full_name" in entry.texts:
        if entry.family_name != person.full_name:
            found["full_name"] = (person.full_name, entry.family_name)
    else:
        for name in PERSON_FIELDS:
            old, new = getattr(person, name), getattr(entry, name)
            if new and new != old:
                found[name] = (old, new)
    kept: Any = enrolment or person
    agency = kept.agency.name if kept.agency_id else ""
    if entry.agency and entry.agency.casefold() != agency.casefold():
        found["agency"] = (agency, entry.agency)
    for name in ("unit", "function"):
        old, new = getattr(kept, name), getattr(entry, name)
        if new and new != old:
            found[name] = (old, new)
    if entry.country != (kept.country_id or ""):
        found["country"] = (kept.country_id or "", entry.country)
    if entry.language_given and entry.language != kept.language:
        found["language"] = (kept.language, entry.language)
    return {name: pair for name, pair in found.items() if name in FIELDS}
