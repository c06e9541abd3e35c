"""Erased: nothing names her any more, and everything that must stay stays."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.core import serializers
from django.core.files.storage import default_storage

from certificates.models import Certificate, CertificateJob
from certificates.verification import check_file
from courses.models import Enrolment
from lms.audit import personal_values
from lms.audit.actions import record, seal_entries
from lms.audit.chain import verify
from lms.audit.models import AuditEntry, PersonKey
from lms.common.errors import Refused
from lms.joining.models import Application
from lms.people.addresses import addresses_of
from lms.people.models import Person, Role
from lms.privacy.actions import erase_person, merge_persons
from lms.privacy.actions.address import confirm_change, undo_change
from lms.privacy.models import AddressChange, DataRequest, FilesToWipe
from lms.privacy.registry import holdings, model_of
from lms.reports.actions.refresh_facts import refresh_facts
from lms.reports.models import Fact
from lms.rooms.frames import as_dict
from lms.rooms.models import EventKind, EventState, RoomEvent
from tests import databases
from tests.lms.privacy.world import EARLIER, EMAIL, FAMILY, GIVEN, MAKERS, PHONE, SECRETS, SERVICE_NUMBER, UNIT, World


@pytest.fixture
def world(db):
    made = World()
    made.make_all()
    return made


def rows_of_everything():
    """Every row of every table, as text."""
    from django.apps import apps

    found = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            found[model._meta.label] = serializers.serialize("json", model._default_manager.all(), ensure_ascii=False)
    return found


def test_the_world_has_a_row_of_every_holding(world):
    assert {holding.model for holding in holdings()} == MAKERS.keys()
    for holding in holdings():
        assert holding.rows(world.officer).exists(), holding.model


def test_nothing_names_her_afterwards(world):
    before = " ".join(rows_of_everything().values())
    for word in SECRETS:
        assert word in before
    erase_person(person=world.officer, actor=None)
    for label, text in rows_of_everything().items():
        for word in SECRETS:
            assert word.lower() not in text.lower(), f"{word} in {label}"
    assert not default_storage.listdir("privacy")[1]
    assert not default_storage.listdir("certificates")[1]


def test_the_account_is_closed_and_nobodys(world):
    erase_person(person=world.officer, actor=world.other)
    person = Person.objects.get(pk=world.officer.pk)
    assert str(person) == f"#{person.pk}"
    assert person.email.endswith("@erased.invalid")
    assert not person.is_active
    assert not person.has_usable_password()
    assert not person.grants.exists()
    assert AuditEntry.objects.filter(verb="privacy.erase", about=person, actor=world.other).count() == 1


def test_the_audit_forgets_her_words_and_still_verifies(world):
    """Her key is gone: nothing of her can be read in any entry, and every seal over them holds."""
    entries = list(AuditEntry.objects.all())
    before = personal_values.read(entries)
    assert [UNIT, f"{UNIT} ({PHONE}, {SERVICE_NUMBER})"] in [
        values["unit"] for values in before.values() if "unit" in values
    ]
    erase_person(person=world.officer, actor=world.other)
    seal_entries()
    held = b" ".join(repr(row).encode() for row in AuditEntry.objects.values_list())
    assert not [word for word in SECRETS if word.lower().encode() in held.lower()]
    after = personal_values.read(AuditEntry.objects.all())
    assert after.keys() == before.keys()
    assert set(after.values()) == {personal_values.ERASED}
    assert list(verify()) == []
    key = PersonKey.objects.get(person=world.officer)
    assert key.wrapped == ""
    # What is written about her after that is not kept at all.
    late = record(actor=world.other, verb="people.change", target=world.officer, about=world.officer,
                  personal={"unit": ["", UNIT]})  # fmt: skip
    assert late.personal == ""


def test_what_the_audit_keeps_of_a_merged_record_goes_too(world, make_person):
    double = make_person("double@example.org", given_name="Double")
    merge_persons(keep=world.officer, gone=double, actor=world.other)
    entry = record(actor=None, verb="people.change", target=double, about=double, personal={"unit": ["", UNIT]})
    assert personal_values.read([entry])[entry.pk] == {"unit": ["", UNIT]}
    erase_person(person=world.officer, actor=None)
    assert personal_values.read([entry])[entry.pk] is personal_values.ERASED


def test_a_changed_address_stands_closed_in_the_audit(world):
    change = AddressChange.objects.get(person=world.officer)
    confirm_change(change=change)
    undo_change(change=change)
    new = "new." + EMAIL
    pairs = []
    written = AuditEntry.objects.filter(
        verb__in=["privacy.change_address", "privacy.undo_address"], target_id=change.pk
    )
    for entry in written.order_by("pk"):
        assert entry.changes == {}
        pairs.append(personal_values.read([entry])[entry.pk]["email"])
    assert pairs == [[EMAIL, new], [new, EMAIL]]


def test_figures_attendance_and_results_stay(world):
    figures = ("country_id", "agency_kind", "attendance", "before", "after", "is_complete", "has_certificate")
    before = list(Fact.objects.order_by("pk").values(*figures, "person_id"))
    erase_person(person=world.officer, actor=None)
    refresh_facts()
    refresh_facts(everything=True)
    assert list(Fact.objects.order_by("pk").values(*figures, "person_id")) == before
    seat = Enrolment.objects.get(pk=world.enrolment.pk)
    assert (seat.state, seat.country_id, seat.unit, seat.function) == ("attended", "ZW", "", "")
    assert seat.attendance.get().status == "present"
    attempt = seat.attempts.get()
    assert (attempt.percent, attempt.passed) == (90, True)
    answer = attempt.answers.get()
    assert len(answer.value) == 1
    assert answer.value[0].isdigit()


def test_a_function_that_many_share_stays_for_the_figures(world, make_person):
    Enrolment.objects.filter(pk=world.enrolment.pk).update(function="Investigator")
    for number in range(5):
        Enrolment.objects.create(
            training=world.training, person=make_person(f"p{number}@example.org"), state="attended",
            country_id="ZW", function="Investigator",
        )  # fmt: skip
    erase_person(person=world.officer, actor=None)
    assert Enrolment.objects.get(pk=world.enrolment.pk).function == "Investigator"


def test_her_own_copy_of_the_certificate_still_verifies(world, client):
    certificate = Certificate.objects.get()
    with certificate.pdf.open("rb") as file:
        copy = file.read()
    kept = (certificate.number, certificate.title, certificate.status, certificate.issued_on, certificate.sha256)
    erase_person(person=world.officer, actor=None)
    certificate.refresh_from_db()
    assert (certificate.name, bool(certificate.pdf)) == ("", False)
    assert (
        certificate.number,
        certificate.title,
        certificate.status,
        certificate.issued_on,
        certificate.sha256,
    ) == kept
    assert check_file([copy]).genuine
    page = client.get(f"/en/verify/{certificate.code}/")
    assert page.status_code == 200
    assert certificate.number in page.content.decode()


def test_a_certificate_still_to_be_made_is_not_made(db):
    world = World(with_pdf=False)
    world.make_all()
    erase_person(person=world.officer, actor=None)
    assert not CertificateJob.objects.exists()
    assert Certificate.objects.get().name == ""


def test_rooms_say_a_former_participant(world):
    erase_person(person=world.officer, actor=None)
    said = RoomEvent.objects.select_related("member__person").get(room=world.room, number=1)
    assert said.state == EventState.DELETED
    for staff in (False, True):
        frame = as_dict(said, staff=staff)
        assert frame["by"]["name"] == "A former participant"
        assert "text" not in frame
    # What somebody else said is untouched, and no number is missing.
    assert RoomEvent.objects.get(room=world.room, number=2).payload == {"text": "Why?"}
    assert RoomEvent.objects.filter(room=world.room).count() == 3


def test_what_was_reported_waits_for_the_moderators_without_an_author(world):
    RoomEvent.objects.create(room=world.room, number=4, kind=EventKind.REPORT, target=1, payload={"reason": "rude"})
    erase_person(person=world.officer, actor=None)
    said = RoomEvent.objects.get(room=world.room, number=1)
    assert said.payload["text"]
    assert said.author_name == ""
    assert as_dict(said, staff=False)["by"]["name"] == "A former participant"


def test_others_are_left_alone(world):
    erase_person(person=world.officer, actor=None)
    world.other.refresh_from_db()
    assert world.other.full_name == "Other One"
    assert world.other.is_active
    assert world.others.person_id == world.other.pk


def test_whom_she_vouched_for_is_asked_about_another_supervisor(world):
    """Her name goes from the application of her officer; that itself goes on, without an open question to nobody."""
    erase_person(person=world.officer, actor=None)
    junior = Application.objects.get(pk=world.junior.pk)
    assert (junior.given_name, junior.state) == ("Junior", "in_review")
    assert (junior.supervisor_name, junior.supervisor_email, junior.may_contact_supervisor) == ("", "", False)
    requests = junior.supervisor_requests.order_by("pk")
    assert [(one.answer, one.note, one.is_open) for one in requests] == [("unknown", "", False), ("", "", False)]
    assert not junior.links.filter(revoked_at=None).exists()


def test_who_has_her_earlier_address_now_is_left_alone(world):
    """Addresses of posts go from one officer to the next: what came under it afterwards is not hers."""
    after = Application.objects.create(email=EARLIER, given_name="Successor", state="withdrawn")
    # Under an address that she only asked for, and never showed to be hers.
    asked = Application.objects.create(email="new." + EMAIL, given_name="Stranger", state="withdrawn")
    erase_person(person=world.officer, actor=None)
    after.refresh_from_db()
    asked.refresh_from_db()
    assert (after.given_name, asked.given_name) == ("Successor", "Stranger")


def test_an_address_that_a_thief_gave_is_not_hers(world):
    change = AddressChange.objects.get(person=world.officer)
    confirm_change(change=change)
    theirs = Application.objects.create(email="new." + EMAIL, given_name="Thief", state="withdrawn")
    undo_change(change=change)
    assert "new." + EMAIL not in {one.email for one in addresses_of(Person.objects.get(pk=world.officer.pk))}
    erase_person(person=world.officer, actor=None)
    theirs.refresh_from_db()
    assert theirs.given_name == "Thief"


def test_doing_it_twice_changes_nothing(world):
    assert erase_person(person=world.officer, actor=None)
    email = Person.objects.get(pk=world.officer.pk).email
    assert erase_person(person=world.officer, actor=None) == {}
    assert Person.objects.get(pk=world.officer.pk).email == email
    assert FilesToWipe.objects.count() == 1


def test_interrupted_half_way_it_is_done_whole_the_next_time(world, monkeypatch):
    """The account goes last: until then every package still finds its rows by her address and name."""
    from lms.privacy.actions import erase as module

    def broken(person):
        raise OSError("disk")

    for stopped in [h for h in holdings() if h.erase]:
        import dataclasses

        parts = tuple(dataclasses.replace(h, erase=broken) if h is stopped else h for h in holdings())
        with monkeypatch.context() as patch:
            patch.setattr(module, "holdings", lambda parts=parts: parts)
            with pytest.raises(OSError, match="disk"):
                erase_person(person=world.officer, actor=None)
        assert EMAIL in Person.objects.values_list("email", flat=True)
    erase_person(person=world.officer, actor=None)
    everything = " ".join(rows_of_everything().values()).lower()
    assert not [word for word in SECRETS if word.lower() in everything]


def test_the_only_administrator_cannot_be_erased(make_person, settings):
    alone = make_person("admin@example.org", role=Role.ADMINISTRATOR)
    with pytest.raises(Refused) as refusal:
        erase_person(person=alone, actor=None)
    assert refusal.value.code == "last_administrator"
    alone.refresh_from_db()
    assert alone.is_active
    make_person("admin2@example.org", role=Role.ADMINISTRATOR)
    assert erase_person(person=alone, actor=None)


def test_open_requests_are_answered(world):
    erase_person(person=world.officer, actor=None)
    asked = DataRequest.objects.get(person=world.officer)
    assert (asked.state, asked.text) == ("withdrawn", "")


def test_every_holding_without_erasure_holds_no_words():
    """Who declares no ``erase`` says that nothing of the row is personal: then no field of it may be free text."""
    for holding in holdings():
        if holding.erase is None:
            words = [
                field.name
                for field in model_of(holding)._meta.concrete_fields
                if field.get_internal_type() in {"TextField", "EmailField", "FileField"}
            ]
            assert not words, holding.model


@pytest.mark.process
def test_no_byte_of_her_is_left_in_the_files(tmp_path):
    """Database, write-ahead log, stored files, a new backup: 0 hits; without the erasure the search finds her."""
    for keep in (True, False):
        folder = tmp_path / ("kept" if keep else "erased")
        folder.mkdir()
        databases.migrated(folder)
        backup = folder / "backup.sqlite3"
        program = [sys.executable, "-m", "tests.lms.privacy.raw", str(backup), *(["keep"] if keep else [])]
        environment = databases.environment(folder, DJANGO_SETTINGS_MODULE="lms.settings")
        subprocess.run(program, cwd=databases.ROOT, env=environment, check=True, timeout=300)
        assert backup.exists()
        # And the one that operators make, unpacked: what is packed cannot be searched.
        packed = folder / "backup.tar.gz"
        command = [sys.executable, "manage.py", "backup", str(packed)]
        subprocess.run(command, cwd=databases.ROOT, env=environment, check=True, capture_output=True, timeout=300)
        with tarfile.open(packed) as archive:
            archive.extractall(folder / "unpacked", filter="data")
        hits = search(folder)
        if keep:
            places = {path for _word, path in hits}
            assert "backup.sqlite3" in places
            assert {"db.sqlite3", "db.sqlite3-wal"} & places
            assert any(path.startswith("media/privacy") for path in places)
            assert {path.partition("/")[2] for path in places if path.startswith("unpacked/")} >= {"database.sqlite3"}
        else:
            assert not hits


def search(folder: Path):
    """Which of her words stand in which files, in the encodings a database or a file may use."""
    hits = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes().lower()
        for word in {*SECRETS, GIVEN + " " + FAMILY}:
            for encoding in ("utf-8", "utf-16-le"):
                hits += [(word, str(path.relative_to(folder)))] * (word.lower().encode(encoding) in content)
    return hits
