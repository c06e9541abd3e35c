"""The audit as a page: who reads it, what can be chosen, and that reading it is written down."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.utils import timezone

from lms.audit.actions import destroy_key, record, record_view, seal_entries
from lms.audit.actions.check import check_a_piece
from lms.audit.log import PAGE
from lms.audit.models import AuditEntry, ChainState
from lms.common.spreadsheets import read_table
from lms.people.models import Role

LOG = "/en/audit/"
# Three of them write down who looks.
QUERIES = 9


@pytest.fixture
def admin(make_person):
    return make_person("admin@example.org", role=Role.ADMINISTRATOR, given_name="Ana", family_name="Petrova")


@pytest.fixture
def auditor(make_person):
    return make_person("auditor@example.org", role=Role.AUDITOR)


@pytest.fixture
def changed(coordinator, participant):
    """The participant's family name and language were changed."""
    return record(
        actor=coordinator, verb="people.change", target=participant, about=participant,
        changes={"language": ["en", "fr"]}, personal={"family_name": ["Zzbefore", "Zzafter"]},
    )  # fmt: skip


def shown(response):
    return [line.entry.pk for line in response.context["piece"].lines]


def test_only_administrators_and_auditors_read_it(
    login, admin, auditor, participant, trainer, coordinator, make_person, changed, client
):
    protector = make_person("dpo@example.org", role=Role.DATA_PROTECTION_OFFICER)
    for person in (participant, trainer, coordinator, protector):
        for address in (LOG, f"{LOG}{changed.pk}/", f"{LOG}export/csv/"):
            assert login(person).get(address).status_code == 403, (person, address)
        assert login(person).post(f"{LOG}{changed.pk}/values/").status_code == 403
    for person in (admin, auditor):
        for address in (LOG, f"{LOG}{changed.pk}/", f"{LOG}export/csv/"):
            assert login(person).get(address).status_code == 200, (person, address)
    client.logout()
    assert client.get(LOG).status_code == 302


def test_it_stands_in_the_menu_of_those_who_read_it(login, admin, auditor, coordinator):
    assert 'href="/en/audit/"' in login(admin).get("/en/").content.decode()
    assert 'href="/en/audit/"' in login(auditor).get("/en/").content.decode()
    assert 'href="/en/audit/"' not in login(coordinator).get("/en/").content.decode()


def test_a_line_says_who_what_whom_and_from_which_value_to_which(login, admin, changed, coordinator, participant):
    page = login(admin).get(LOG).content.decode()
    for words in ("Person’s record changed", coordinator.full_name, participant.full_name, "Language", "Français"):
        assert words in page, words
    assert "Values of the person: closed" in page
    assert "Zzafter" not in page


def test_values_are_put_into_words_and_a_long_entry_is_cut_in_the_list(login, admin, training, coordinator, enrolment):
    record(actor=coordinator, verb="sessions.mark_attendance", target=training,
           changes={str(number): ["not_marked", "present"] for number in range(100, 107)})  # fmt: skip
    until = dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)
    record(
        actor=None, verb="audit.lift_brake", target=training, changes={"until": [None, until], "held": [True, False]}
    )
    page = login(admin).get(LOG).content.decode()
    for words in ("Seat 103", "Not marked", "Present", "and 3 more", "1 Mar 2027, ", "Yes", "The site itself"):
        assert words in page, words
    assert "Seat 104" not in page
    assert "2027-03-01T" not in page


def test_an_auditor_of_one_country_reads_what_is_about_its_people(login, make_person, trainer, training, coordinator):
    def about(person):
        return record(actor=coordinator, verb="courses.withdraw", target=training, about=person)

    one = make_person("bw@example.org", role=Role.AUDITOR, role_country="BW")
    there, elsewhere = about(make_person("p@bw.org", country="BW")), about(make_person("p@zw.org", country="ZW"))
    nobody = record(actor=coordinator, verb="courses.invite", target=training)
    desk = login(one)
    assert shown(desk.get(LOG)) == [there.pk]
    assert desk.get(f"{LOG}{there.pk}/").status_code == 200
    for hidden in (elsewhere, nobody):
        assert desk.get(f"{LOG}{hidden.pk}/").status_code == 404
    assert "p@zw" not in desk.get(f"{LOG}export/csv/").content.decode()


def test_what_can_be_chosen(login, admin, changed, coordinator, participant, trainer, training):
    other = record(actor=trainer, verb="courses.change_training", target=training, changes={"days": [2, 3]})
    desk = login(admin)
    today = timezone.localdate()
    far = (today + dt.timedelta(days=3)).isoformat()
    for query, wanted in {
        "verb=people.change": [changed.pk],
        "kind=courses.training": [other.pk],
        f"country={participant.country_id}&verb=people.change": [changed.pk],
        f"who={participant.email}": [changed.pk],
        f"who=%23{participant.pk}": [changed.pk],
        f"who={trainer.family_name.lower()}&kind=courses.training": [other.pk],
        f"from={far}": [],
        f"to={today - dt.timedelta(days=3)}": [],
        f"from={today - dt.timedelta(days=1)}&to={far}&verb=courses.change_training": [other.pk],
        "who=nobody@example.net": [],
    }.items():
        assert shown(desk.get(f"{LOG}?{query}")) == wanted, query


@pytest.mark.parametrize(
    "query",
    ["verb=x", "country=ZZZ", "from=2026-13-45", "to=9999-12-31", "from=0001-01-01", "before=x",
     "after=99999999999999999999", "before=-1", "who=%23", "who=" + "9" * 40],
)  # fmt: skip
def test_nonsense_in_the_address_is_left_out(login, admin, changed, query):
    assert login(admin).get(f"{LOG}?{query}").status_code == 200


def test_pages_go_by_number_and_new_entries_move_nothing(login, admin, many):
    entries = [entry.pk for entry in many(PAGE * 2 + 5)][::-1]
    desk = login(admin)
    first = desk.get(f"{LOG}?kind=courses.training")
    assert shown(first) == entries[:PAGE]
    assert first.context["piece"].newer is None
    many(3)
    second = desk.get(f"{LOG}?kind=courses.training&before={first.context['piece'].older}")
    assert shown(second) == entries[PAGE : 2 * PAGE]
    third = desk.get(f"{LOG}?kind=courses.training&before={second.context['piece'].older}")
    assert shown(third) == entries[2 * PAGE :]
    assert third.context["piece"].older is None
    back = desk.get(f"{LOG}?kind=courses.training&after={third.context['piece'].newer}")
    assert shown(back) == entries[PAGE : 2 * PAGE]
    assert re.search(r"kind=courses.training&amp;after=\d+", back.content.decode())


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_more_entries(login, admin, many, number, django_assert_num_queries, first_look):
    many(number)
    desk = login(admin)
    desk.get(LOG)
    first_look()
    with django_assert_num_queries(QUERIES):
        desk.get(LOG)
    first_look()
    entry = AuditEntry.objects.order_by("pk").first()
    with django_assert_num_queries(QUERIES - 1):
        desk.get(f"{LOG}{entry.pk}/")


def test_looking_at_it_is_an_entry(login, admin, changed):
    desk = login(admin)
    desk.get(LOG)
    desk.get(LOG)
    views = AuditEntry.objects.filter(verb="audit.view_list", actor=admin)
    assert [view.changes["list"] for view in views] == ["audit.log"]


def test_an_administrator_opens_the_values_and_that_is_an_entry(login, admin, changed, participant):
    desk = login(admin)
    assert "Zzafter" not in desk.get(f"{LOG}{changed.pk}/").content.decode()
    page = desk.post(f"{LOG}{changed.pk}/values/").content.decode()
    assert "Zzbefore" in page
    assert "Zzafter" in page
    read = AuditEntry.objects.get(verb="audit.read_values")
    assert (read.actor, read.about, read.target_id) == (admin, participant, str(changed.pk))
    assert desk.get(f"{LOG}{changed.pk}/values/").status_code == 405


def test_an_auditor_sees_that_there_are_values_and_not_which(login, auditor, changed):
    desk = login(auditor)
    assert "An administrator can open them." in desk.get(f"{LOG}{changed.pk}/").content.decode()
    assert desk.post(f"{LOG}{changed.pk}/values/").status_code == 403
    assert not AuditEntry.objects.filter(verb="audit.read_values").exists()


def test_of_somebody_erased_nothing_can_be_opened(login, admin, changed, participant):
    destroy_key(person=participant)
    page = login(admin).post(f"{LOG}{changed.pk}/values/").content.decode()
    assert "Nobody can read these values any more." in page
    assert "Zzafter" not in page


def test_opening_values_and_files_ask_again_who_it_is(login, admin, changed, settings):
    desk = login(admin)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    for answer in (desk.post(f"{LOG}{changed.pk}/values/"), desk.get(f"{LOG}export/csv/")):
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
    assert not AuditEntry.objects.filter(verb__in=["audit.read_values", "audit.export_log"]).exists()


def test_a_file_holds_what_was_chosen_and_is_an_entry(login, admin, changed, many, training):
    training.title = "=1+1"
    many(4)
    desk = login(admin)
    answer = desk.get(f"{LOG}export/csv/?verb=people.change")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][0] == str(changed.pk)
    assert rows[1][4] == "people.change"
    assert "Zzafter" not in answer.content.decode()
    read = AuditEntry.objects.get(verb="audit.export_log")
    assert read.changes == {"list": "audit.log", "rows": 2}
    book = desk.get(f"{LOG}export/xlsx/").content
    [sheet] = read_table(book, recognise=lambda cells: 0).sheets
    assert sheet.rows[0].cells[:2] == ["Number", "Time (UTC)"]
    assert len(sheet.rows) > 6
    assert desk.get(f"{LOG}export/pdf/").status_code == 404


def test_the_page_says_what_the_last_check_found(login, admin, many):
    desk = login(admin)
    assert "not been read again yet" in desk.get(LOG).content.decode()
    many(3)
    seal_entries()
    assert check_a_piece() == []
    assert re.search(
        r"The last check read \d+ sealed entries and found nothing changed\.", desk.get(LOG).content.decode()
    )
    ChainState.objects.update(problems=["entry 2 (seal 2) was changed: verb"], problems_at=timezone.now())
    page = desk.get(LOG).content.decode()
    assert "entry 2 (seal 2) was changed: verb" in page
    assert "found nothing changed" not in page


def test_an_administrator_opens_lists_again_that_an_alarm_closed(
    login, admin, auditor, trainer, training, changed, settings
):
    settings.PEOPLE_AN_HOUR = {"": 10, "administrator": 500, "auditor": 500}
    record_view(actor=trainer, what="courses.people", target=training, rows=11)
    alarm = AuditEntry.objects.get(verb="audit.harvest_alarm")
    people = f"/en/trainings/{training.slug}/people/"
    assert login(trainer).get(people).status_code == 429
    assert login(auditor).post(f"{LOG}{alarm.pk}/open-lists/").status_code == 403
    assert "Open the lists again" not in login(auditor).get(f"{LOG}{alarm.pk}/").content.decode()
    desk = login(admin)
    assert "Open the lists again" in desk.get(f"{LOG}{alarm.pk}/").content.decode()
    assert desk.post(f"{LOG}{changed.pk}/open-lists/").status_code == 404
    for _time in range(2):
        assert desk.post(f"{LOG}{alarm.pk}/open-lists/").status_code == 302
    assert AuditEntry.objects.get(verb="audit.lift_brake").actor == admin
    assert "Open the lists again" not in desk.get(f"{LOG}{alarm.pk}/").content.decode()
    assert login(trainer).get(people).status_code == 200


def test_nobody_opens_her_own_lists_again(login, admin, settings):
    settings.PEOPLE_AN_HOUR = {"": 10}
    record_view(actor=admin, what="people.desk", rows=11)
    alarm = AuditEntry.objects.get(verb="audit.harvest_alarm")
    assert login(admin).post(f"{LOG}{alarm.pk}/open-lists/").status_code == 403


def test_an_entry_shows_its_seal(login, admin, changed):
    desk = login(admin)
    assert "Not sealed yet." in desk.get(f"{LOG}{changed.pk}/").content.decode()
    seal_entries()
    assert changed.seal.hash in desk.get(f"{LOG}{changed.pk}/").content.decode()


def test_an_entry_of_a_person_whose_record_is_gone_is_still_read(login, admin, make_person, training):
    person = make_person("gone@example.org")
    number = person.pk
    entry = record(actor=person, verb="courses.withdraw", target=training, about=person)
    person.delete()
    page = login(admin).get(f"{LOG}{entry.pk}/").content.decode()
    assert f">{number}<" in page
    assert "record deleted" in page
