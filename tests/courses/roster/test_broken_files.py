"""Whatever file comes: it is brought in as the preview said, or not at all; again changes nothing; undo restores."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import transaction

from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster
from courses.actions.undo_roster import undo_roster
from courses.models import ColumnChoice, CountrySeats, Course, Enrolment, RosterImport, Stage, Training
from courses.models.enrolment import SEAT_HOLDING
from courses.roster import columns
from courses.roster.columns import missing
from courses.roster.summary import counts_of
from lms.common.errors import Refused
from lms.common.spreadsheets import read_table
from lms.common.texts import clean_text
from lms.notices.models import Notice
from lms.people.models import Agency, Person
from tests.courses.roster.mutations import mutated

ROSTERS = Path(__file__).resolve().parents[3] / "lms" / "demo" / "data" / "rosters"
# People of a list that the database has to do with; the whole of one takes long and shows no more.
LINES = 45


def grid_of(data: bytes) -> list[list[str]]:
    sheet = max(read_table(data, recognise=columns.recognise).sheets, key=lambda sheet: len(sheet.rows))
    return [row.cells for row in sheet.rows[:LINES]]


@pytest.fixture(scope="module")
def lists():
    """Cells and file of each of the nine lists."""
    files = [path.read_bytes() for path in sorted(ROSTERS.iterdir())]
    assert len(files) == 9
    return [(grid_of(data), data) for data in files]


@pytest.fixture
def trainings(db):
    """One to come, with fewer seats than people; one that is over."""
    course = Course.objects.create(slug="rosters", title="Rosters")
    today = dt.datetime.now(dt.UTC).date()
    coming = Training.objects.create(
        slug="coming", title="To come", course=course, capacity=25, starts_on=today + dt.timedelta(days=40),
        stage=Stage.OPEN, country_id="ZW", time_zone="Africa/Harare",
    )  # fmt: skip
    CountrySeats.objects.create(training=coming, country_id="BB", maximum=1)
    over = Training.objects.create(
        slug="over", title="Over", course=course, capacity=10, starts_on=today - dt.timedelta(days=40),
        stage=Stage.FINISHED,
    )  # fmt: skip
    return coming, over


def known_before(grid, training):
    """Some of the list are known: under another name, with two addresses, enrolled, waiting, and gone again.

    Who waits does so although there are seats, because her country has all of its own.
    """
    addresses = list(dict.fromkeys(cell.strip().lower() for row in grid for cell in row if "@" in cell and "." in cell))
    agency = Agency.objects.create(country_id="ZW", name="Known before")
    people = [
        Person.objects.create_user(
            address, given_name="Known", family_name=f"Before {n}", country_id="ZW", agency=agency
        )
        for n, address in enumerate(addresses[2:8])
    ]
    EmailAddress.objects.create(user=people[1], email=addresses[10], verified=True)
    states = ["confirmed", "waiting", "withdrawn", "attended" if training.has_ended else "declined"]
    for number, (person, state) in enumerate(zip(people[2:], states, strict=True), start=1):
        waits = {"waiting_number": number} if state != "confirmed" else {}
        Enrolment.objects.create(
            training=training, person=person, state=state, country_id="BB", agency=agency, unit="Unit", **waits
        )
    held = training.enrolments.filter(state__in=SEAT_HOLDING).count()
    Training.objects.filter(pk=training.pk).update(seats_taken=held)
    training.refresh_from_db()


def everything():
    """All rows that an import may touch, but for the time of their last change."""
    tables = [Training, Person, EmailAddress, Enrolment, Agency, CountrySeats, ColumnChoice]
    return {
        table.__name__: sorted(
            str({name: value for name, value in row.items() if name != "updated_at"}) for row in table.objects.values()
        )
        for table in tables
    }


def refused(story) -> bool:
    """Whether ``story`` was refused with a sentence; any other exception is a failure."""
    try:
        story()
    except Refused as refusal:
        return bool(str(refusal).strip())
    return False


def bring_in_and_take_back(training, data, *, overwrite) -> str:
    """The whole way of one file by the actions; returns what became of it."""
    before = everything()
    made = []
    if refused(lambda: made.append(check_roster(training=training, data=data, file_name="list.xlsx"))):
        assert everything() == before
        assert not RosterImport.objects.exists()
        return "refused"
    (roster,) = made
    preview = counts_of(roster)
    assert everything() == before, "a look has changed something"
    people, enrolments = Person.objects.count(), Enrolment.objects.count()
    back = sum(any(note["code"] == "returns" for note in line.notes) for line in roster.lines.filter(is_chosen=True))

    done = apply_roster(roster=roster, overwrite=overwrite)

    if missing(roster.columns):
        assert (preview.coming, done.coming) == (0, 0)
    if not overwrite:
        assert done == preview
    assert (done.new, done.existing) == (preview.new, preview.existing)
    assert done.rejected == preview.rejected
    assert Person.objects.count() == people + preview.new
    assert Enrolment.objects.count() == enrolments + preview.coming - back
    training.refresh_from_db()
    assert training.seats_taken == training.enrolments.filter(state__in=SEAT_HOLDING).count()
    assert training.has_ended or training.seats_taken <= training.capacity
    for line in roster.lines.filter(outcome="new").select_related("person", "enrolment"):
        assert (line.person.given_name, line.person.family_name) == (line.given_name, line.family_name)
        assert line.person.full_name == clean_text(line.person.full_name)
        assert line.enrolment.person_id == line.person_id
        assert line.enrolment.training_id == training.pk
    if not overwrite:
        assert set(before["Person"]) <= set(everything()["Person"]), "somebody known before was changed"

    brought = everything()
    assert apply_roster(roster=roster, overwrite=overwrite) == done
    again = check_roster(training=training, data=data, file_name="list.xlsx")
    repeated = apply_roster(roster=again, overwrite=overwrite)
    assert (repeated.coming, repeated.missing) == (0, 0)
    assert everything() == brought, "the same file again has changed something"
    undo_roster(roster=again)
    assert everything() == brought

    undone = undo_roster(roster=roster)
    assert undone.stayed == []
    assert everything() == before, "not all was taken back"
    return "brought in" if done.coming else "nobody came"


def by_command(training, data, folder) -> str:
    """The whole way of one file by the command; returns what became of it."""
    path = folder / "list"
    path.write_bytes(data)

    def run(*options):
        out = io.StringIO()
        try:
            call_command("import_roster", training.slug, str(path), "--json", *options, stdout=out)
        except CommandError as error:
            if error.returncode != 1 or not str(error).strip():
                raise
            return None
        return json.loads(out.getvalue())

    before = everything()
    looked = run()
    assert everything() == before
    assert not RosterImport.objects.exists()
    brought = run("--apply")
    assert brought == looked
    if brought is None:
        assert everything() == before
        assert not RosterImport.objects.exists()
        return "refused"
    state = everything()
    again = run("--apply")
    assert (again["new"], again["existing"], again["updated"]) == (0, 0, 0)
    assert everything() == state
    return "brought in" if brought["new"] + brought["existing"] else "nobody came"


@pytest.mark.once
@pytest.mark.soak(small=12, large=1000)
def test_any_file_comes_in_as_the_preview_said_or_not_at_all(lists, trainings, tmp_path, mailoutbox, rounds):
    became: Counter[str] = Counter()
    for number in range(rounds):
        chance = random.Random(f"roster {number}")
        grid, real = lists[number % len(lists)]
        data, what = mutated(grid, real, chance)
        training = trainings[number % 2]
        try:
            with transaction.atomic():
                known_before(grid, training)
                if number % 4 == 3:
                    became[by_command(training, data, tmp_path)] += 1
                else:
                    became[bring_in_and_take_back(training, data, overwrite=number % 3 == 1)] += 1
                transaction.set_rollback(True)
        except Exception as error:
            error.add_note(f"round {number}: {what}")
            raise
    # Both ways out were taken, or the drill shows nothing.
    assert became["brought in"] > rounds // 5
    assert became["refused"] > rounds // 20
    assert mailoutbox == []
    assert not Notice.objects.exists()


# --- what the drill has found, and its like ----------------------------------------------------------

HEAD = "Given name,Family name,E-mail,Country\n"


@pytest.mark.parametrize("hint", ['sep="\n', "sep=\r\n", "sep=\r\r\n", "sep=\x00\n"])
def test_a_delimiter_that_is_none_is_not_believed(trainings, hint):
    roster = check_roster(
        training=trainings[0], data=(hint + HEAD + "Rudo,Moyo,r@example.org,ZW\n").encode(), file_name="x.csv"
    )
    assert counts_of(roster).new == 1


def test_a_line_with_several_problems_says_each_of_them(trainings):
    """Also where a country that nobody knows is not the first of them."""
    roster = check_roster(
        training=trainings[0], data=(HEAD + ",Moyo,r@example.org,Zimbabve\n").encode(), file_name="x.csv"
    )
    (rejected,) = counts_of(roster).rejected
    assert rejected.reason == "The given name is missing. No country has this name. Did you mean Zimbabwe?"


@pytest.mark.parametrize(
    "addresses", [("log.in@example.org", "other@example.org"), ("other@example.org", "log.in@example.org")]
)
def test_one_person_under_two_addresses_is_brought_in_once(trainings, make_person, addresses):
    person = make_person("log.in@example.org")
    EmailAddress.objects.create(user=person, email="other@example.org", verified=True)
    lines = "".join(f"Log,Example,{address},ZW\n" for address in addresses)

    roster = check_roster(training=trainings[0], data=(HEAD + lines).encode(), file_name="x.csv")
    preview = counts_of(roster)
    assert (preview.existing, preview.duplicates) == (1, 1)
    assert apply_roster(roster=roster) == preview
    assert trainings[0].enrolments.get().person == person


def test_who_came_back_by_a_list_goes_back_to_where_she_was(trainings, make_person):
    """Also to her number, which tells when she first stood in the line."""
    coming, _ = trainings
    gone = Enrolment.objects.create(
        training=coming, person=make_person("gone@example.org"), state="withdrawn", country_id="ZW", waiting_number=7,
        waiting_since=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )  # fmt: skip
    before = everything()
    roster = check_roster(
        training=coming, data=(HEAD + "Gone,Example,gone@example.org,ZW\n").encode(), file_name="x.csv"
    )
    roster.lines.update(is_chosen=True)
    apply_roster(roster=roster)
    gone.refresh_from_db()
    assert gone.state == "confirmed"

    undo_roster(roster=roster)
    assert everything() == before
