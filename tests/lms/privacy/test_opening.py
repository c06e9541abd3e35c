"""What the data-protection officer opens for somebody who cannot ask herself."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from lms.audit import personal_values
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.notices.actions import send_due, send_outside
from lms.people.actions.access import end_access, restore_access
from lms.people.models import Person
from lms.privacy import actions
from lms.privacy.actions import erase, export
from lms.privacy.models import DataExport, DataRequest

OPEN = "/en/data-requests/new/"
PROOF = "Her supervisor confirmed it by telephone"


@pytest.fixture
def closed(stranger):
    """Omar, whose membership was suspended: he cannot log in."""
    end_access(person=stranger, reason="suspended", actor=None)
    return stranger


def given(person, kind, **more):
    return {"email": person.email.upper(), "kind": kind, "proof": PROOF, **more}


def send_all():
    send_due()
    send_outside()


@pytest.mark.parametrize("kind", ["export", "correction", "erasure"])
def test_a_request_is_opened_for_whoever_cannot_log_in(kind, closed, officer, fresh, mailoutbox):
    answer = fresh(officer).post(OPEN, given(closed, kind, text="I serve in Oman"))
    asked = DataRequest.objects.get()
    assert answer["Location"] == f"/en/data-requests/{asked.pk}/"
    assert (asked.person, asked.kind, asked.state) == (closed, kind, "open")
    assert asked.due_on == timezone.now().date() + dt.timedelta(days=30)
    entry = AuditEntry.objects.get(verb="privacy.open_request")
    assert (entry.actor_id, entry.about_id, entry.target_id) == (officer.pk, closed.pk, str(asked.pk))
    assert PROOF not in json.dumps(entry.changes)
    assert personal_values.read([entry])[entry.pk] == {"proof": [None, PROOF]}
    send_all()
    (told,) = mailoutbox
    assert told.to == [closed.email]
    assert "If it was not you" in told.body
    assert fresh(officer).get(answer["Location"]).status_code == 200


def test_nobody_opens_one_but_the_officer(closed, fresh, administrator, coordinator, participant, stale, officer):
    for person in (administrator, coordinator, participant):
        assert fresh(person).post(OPEN, given(closed, "export")).status_code == 403
    assert "reauthenticate" in stale(officer).post(OPEN, given(closed, "export"))["Location"]
    assert not DataRequest.objects.exists()


def test_it_is_said_plainly_if_there_is_nobody(officer, fresh, closed):
    client = fresh(officer)
    answer = client.post(OPEN, given(closed, "export") | {"email": "omar@example.or"})
    assert answer.status_code == 422
    assert "Nobody has this address." in answer.content.decode()
    actions.erase_person(person=closed, actor=None)
    closed.refresh_from_db()
    assert client.post(OPEN, given(closed, "export")).status_code == 422
    assert not DataRequest.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"proof": "  "}, {"kind": "correction", "text": ""}, {"kind": "everything"}, {"email": "omar"}]
)
def test_proof_and_words_are_needed(wrong, closed, officer, fresh):
    assert fresh(officer).post(OPEN, given(closed, "export") | wrong).status_code == 422
    assert not DataRequest.objects.exists()


def test_not_twice_and_not_for_oneself(closed, officer):
    actions.open_for(person=closed, kind="erasure", proof=PROOF, actor=officer)
    with pytest.raises(Refused) as refusal:
        actions.open_for(person=closed, kind="erasure", proof=PROOF, actor=officer)
    assert refusal.value.code == "open"
    with pytest.raises(Refused) as refusal:
        actions.open_for(person=officer, kind="erasure", proof=PROOF, actor=officer)
    assert refusal.value.code == "oneself"
    assert DataRequest.objects.count() == 1
    assert AuditEntry.objects.filter(verb="privacy.open_request").count() == 1


def test_the_officer_fetches_the_copy_of_a_closed_account_and_hands_it_over(closed, officer, fresh, stale, mailoutbox):
    asked = actions.open_for(person=closed, kind="export", proof=PROOF, actor=officer)
    address = f"/en/data-requests/{asked.pk}/copy/"
    client = fresh(officer)
    assert client.get(address).status_code == 404
    assert actions.make_exports() == 1
    assert "reauthenticate" in stale(officer).get(address)["Location"]
    assert "Download the copy" in client.get(f"/en/data-requests/{asked.pk}/").content.decode()
    answer = client.get(address)
    assert answer["Cache-Control"] == "no-store, private"
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    kinds = json.loads(packed.read("my-data.json"))["kinds"]
    assert [row["email"] for kind in kinds if kind["kind"] == "people.Person" for row in kind["rows"]] == [closed.email]
    entry = AuditEntry.objects.get(verb="privacy.fetch_copy")
    assert (entry.actor_id, entry.about_id) == (officer.pk, closed.pk)
    client.post(f"/en/data-requests/{asked.pk}/settle/")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("done", officer)
    assert client.get(address).status_code == 404
    send_all()
    assert "handed it over" in " ".join(mailoutbox[-1].body.split())
    assert mailoutbox[-1].to == [closed.email]


def test_a_copy_that_is_over_its_days_is_made_anew(closed, officer, fresh):
    asked = actions.open_for(person=closed, kind="export", proof=PROOF, actor=officer)
    actions.make_exports()
    DataExport.objects.update(ends_at=timezone.now())
    client = fresh(officer)
    address = f"/en/data-requests/{asked.pk}/copy/"
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 302
    assert actions.make_exports() == 1
    answer = client.get(address)
    answer.close()
    assert answer.status_code == 200
    assert len(default_storage.listdir("privacy")[1]) == 1


def page_of(client, asked):
    return client.get(f"/en/data-requests/{asked.pk}/").content.decode()


@pytest.mark.parametrize("is_over", [False, True])
def test_a_copy_made_before_the_account_was_opened_again_holds_up_nobody(is_over, closed, officer, fresh, mailoutbox):
    asked = actions.open_for(person=closed, kind="export", proof=PROOF, actor=officer)
    actions.make_exports()
    restore_access(person=closed, reason="reopened", actor=None)
    if is_over:
        DataExport.objects.update(ends_at=timezone.now())
    client = fresh(officer)
    page = page_of(client, asked)
    assert "The copy is being made." not in page
    assert ("The copy is handed over" in page) is not is_over
    assert "Make a new copy" in page
    # She can log in: it is for her to fetch, and she is told of the new one.
    address = f"/en/data-requests/{asked.pk}/copy/"
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 302
    page = page_of(client, asked)
    assert "The copy is being made. The person gets a mail when it is ready" in page
    assert "Make a new copy" not in page
    assert actions.make_exports() == 1
    asked.refresh_from_db()
    assert asked.state == "done"
    send_all()
    assert any("download it" in " ".join(one.body.split()) for one in mailoutbox)


def test_whose_account_is_closed_is_not_said_to_take_it_back(closed, participant, officer, fresh):
    for person, can in ((closed, False), (participant, True)):
        asked = actions.open_for(person=person, kind="erasure", proof=PROOF, actor=officer)
        page = page_of(fresh(officer), asked)
        assert ("The person can take it back" in page) is can
        assert "cannot be undone" in page


def test_the_officer_notes_that_she_has_taken_it_back(closed, officer, fresh, mailoutbox):
    asked = actions.open_for(person=closed, kind="erasure", proof=PROOF, actor=officer)
    client = fresh(officer)
    assert f"/en/data-requests/{asked.pk}/take-back/" in page_of(client, asked)
    assert client.post(f"/en/data-requests/{asked.pk}/take-back/").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("withdrawn", officer)
    entry = AuditEntry.objects.get(verb="privacy.answer")
    assert (entry.actor_id, entry.about_id) == (officer.pk, closed.pk)
    send_all()
    told = next(one for one in mailoutbox if "taken back" in one.body)
    assert told.to == [closed.email]
    assert "You asked to be erased. Your request is taken back." in " ".join(told.body.split())
    assert "correction" not in told.body
    DataRequest.objects.update(execute_at=timezone.now())
    assert actions.execute_due() == 0
    # What was answered stays as it is, and only an erasure is noted so.
    client.post(f"/en/data-requests/{asked.pk}/take-back/")
    assert AuditEntry.objects.filter(verb="privacy.answer").count() == 1
    copy = actions.open_for(person=closed, kind="export", proof=PROOF, actor=officer)
    assert client.post(f"/en/data-requests/{copy.pk}/take-back/").status_code == 404


def test_whoever_can_log_in_fetches_her_own(participant, officer, fresh, mailoutbox):
    asked = actions.open_for(person=participant, kind="export", proof=PROOF, actor=officer)
    assert actions.make_exports() == 1
    assert fresh(officer).get(f"/en/data-requests/{asked.pk}/copy/").status_code == 404
    asked.refresh_from_db()
    assert asked.state == "done"
    send_all()
    assert any("download it" in " ".join(one.body.split()) for one in mailoutbox)


def test_no_copy_of_a_closed_account_unless_somebody_asked(closed, officer):
    actions.ask_for_export(person=closed, actor=officer)
    assert actions.make_exports() == 0
    assert not default_storage.listdir("privacy")[1]


def test_a_copy_of_a_closed_account_that_is_being_erased_is_not_kept(closed, officer, monkeypatch):
    actions.open_for(person=closed, kind="export", proof=PROOF, actor=officer)
    claimed = DataExport.objects.select_related("person").claim(1)

    def stopped():
        raise KeyboardInterrupt

    # The erasure has begun, and has not come to the copies yet.
    monkeypatch.setattr(erase, "holdings", stopped)
    with pytest.raises(KeyboardInterrupt):
        actions.erase_person(person=closed, actor=officer)
    assert not any(export._make(one) for one in claimed)
    assert not default_storage.listdir("privacy")[1]


def test_an_erasure_of_a_closed_account_is_done_by_the_clock(closed, officer):
    actions.open_for(person=closed, kind="erasure", proof=PROOF, actor=officer)
    assert actions.execute_due() == 0
    DataRequest.objects.update(execute_at=timezone.now())
    assert actions.execute_due() == 1
    assert Person.objects.get(pk=closed.pk).email.endswith("erased.invalid")


def test_the_answer_reaches_a_closed_account_at_its_address(closed, officer, mailoutbox):
    asked = actions.open_for(person=closed, kind="correction", text="Oman", proof=PROOF, actor=officer)
    actions.refuse(request=asked, reason="not_wrong", actor=officer)
    send_all()
    assert mailoutbox[-1].to == [closed.email]
    assert "found to be right" in " ".join(mailoutbox[-1].body.split())
