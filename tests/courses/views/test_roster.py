"""The wizard: file, columns, check, done; and back again within a day."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.actions.enrol import enrol
from courses.models import Enrolment, LessonProgress, RosterImport, Stage, Training
from lms.notices.models import Notice
from lms.people.models import Agency, Person

LIST = """Given name,Family name,E-mail,Country,Agency,Role,Language,Shirt size
Nyasha,Chikwanha,n.chikwanha@example.org,Zimbabwe,ZRP,Inspector,English,M
Grace,Banda,g.banda@example.org,Zimbabve,ZRP,,French,L
Tendai,Moyo,t.moyo@police,ZW,ZRP,,en,L
"""


@pytest.fixture
def future(training):
    """The training of Harare, in a month."""
    training.starts_on = timezone.now().date() + dt.timedelta(days=30)
    training.stage = Stage.OPEN
    training.save()
    return training


@pytest.fixture
def upload(login, future, coordinator):
    """Uploads a list as Rosa (or another); returns the client and the address it leads to."""

    def send(text, *, person=coordinator, name="list.csv", training=future):
        client = login(person)
        data = text if isinstance(text, bytes) else text.encode()
        response = client.post(f"/en/trainings/{training.slug}/roster/", {"file": SimpleUploadedFile(name, data)})
        return client, response

    return send


def bring_in(client, roster):
    return client.post(f"/en/trainings/{roster.training.slug}/roster/{roster.pk}/choose/", {"then": "apply"})


def test_the_preview_names_every_row_and_changes_nothing(upload, mailoutbox):
    client, response = upload(LIST)
    page = client.get(response["Location"]).content.decode()
    assert "Did you mean Zimbabwe?" in page
    assert "a dot is missing after the @" in page
    assert "Shirt size" in page
    assert "Bring in 1 person" in page
    assert not Enrolment.objects.exists()


def test_pressing_twice_brings_in_once_and_sends_no_mail(upload, mailoutbox):
    client, _ = upload(LIST)
    roster = RosterImport.objects.get()
    for _ in range(3):
        response = bring_in(client, roster)
        assert response["Location"].endswith("/done/")
    assert Enrolment.objects.count() == 1
    assert client.get(response["Location"]).status_code == 200
    assert not Notice.objects.exists()
    assert mailoutbox == []


def test_a_bad_cell_is_corrected_in_the_preview(upload):
    client, _ = upload(LIST)
    roster = RosterImport.objects.get()
    address = f"/en/trainings/{roster.training.slug}/roster/{roster.pk}/rows/3/"
    assert "Zimbabve" in client.get(address).content.decode()
    client.post(address, {"country": "Zimbabwe"})
    bring_in(client, roster)
    assert set(Enrolment.objects.values_list("person__email", flat=True)) == {
        "n.chikwanha@example.org",
        "g.banda@example.org",
    }


def test_the_rows_to_repair_come_back_as_a_file(upload):
    client, _ = upload(LIST)
    roster = RosterImport.objects.get()
    response = client.get(f"/en/trainings/{roster.training.slug}/roster/{roster.pk}/repair/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith('"Given name","Family name"')
    assert "Zimbabve" in text
    assert "Nyasha" not in text
    assert client.get(response.request["PATH_INFO"] + "?as=xlsx").content[:2] == b"PK"


def test_titles_nobody_knows_are_matched_by_hand_and_remembered(upload):
    odd = "A1,B2,C3,D4\nNyasha,Chikwanha,n@example.org,ZW\n"
    client, response = upload(odd)
    assert response["Location"].endswith("/columns/")
    assert client.get(response["Location"]).status_code == 200
    wrong = client.post(response["Location"], {"email": "2"})
    assert wrong.status_code == 422
    client.post(response["Location"], {"given_name": "0", "family_name": "1", "email": "2", "country": "3"})
    bring_in(client, RosterImport.objects.get())
    assert Enrolment.objects.get().person.family_name == "Chikwanha"
    _, again = upload(odd)
    assert again["Location"].endswith("/check/")


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 nothing", b"", b"   \n", b"PK\x03\x04 broken", bytes(range(256)) * 40, b"E-mail,Country\n", b"hello"],
)
def test_what_is_no_list_gets_one_clear_sentence(upload, data):
    _, response = upload(data)
    assert response.status_code == 200
    assert b"field-error" in response.content
    assert not RosterImport.objects.exists()


class TestOneCountry:
    """Tendai coordinates Zimbabwe only."""

    def test_rows_outside_are_refused_alike_whether_or_not_the_address_exists(
        self, upload, coordinator_zw, participant
    ):
        text = f"""Given name,Family name,E-mail,Country
A,A,{participant.email},Bahrain
B,B,nobody@example.org,Bahrain
C,C,c@example.org,Zimbabwe
"""
        client, _ = upload(text, person=coordinator_zw)
        roster = RosterImport.objects.get()
        lines = list(roster.lines.order_by("row"))
        assert [line.outcome for line in lines] == ["rejected", "rejected", "new"]
        assert (lines[0].problem, lines[0].notes, lines[0].person_id) == (
            lines[1].problem,
            lines[1].notes,
            lines[1].person_id,
        )
        bring_in(client, roster)
        assert Enrolment.objects.get().country_id == "ZW"

    def test_a_person_of_another_country_is_not_caught_by_claiming_her(self, upload, coordinator_zw, participant):
        text = f"Given name,Family name,E-mail,Country\nA,A,{participant.email},Zimbabwe\n"
        client, _ = upload(text, person=coordinator_zw)
        line = RosterImport.objects.get().lines.get()
        assert (line.outcome, line.problem) == ("rejected", "outside")
        assert "Al Khalifa" not in client.get(f"{RosterImport.objects.get().get_absolute_url()}").content.decode()

    def test_the_imports_of_others_do_not_exist_for_her(self, upload, login, coordinator_zw):
        upload(LIST)
        roster = RosterImport.objects.get()
        assert login(coordinator_zw).get(roster.get_absolute_url()).status_code == 404

    def test_who_is_no_longer_in_the_file_are_hers_only(self, upload, coordinator_zw):
        client, _ = upload("Given name,Family name,E-mail,Country\nA,A,a@example.org,ZW\nB,B,b@example.org,BH\n")
        bring_in(client, RosterImport.objects.get())
        upload("Given name,Family name,E-mail,Country\nC,C,c@example.org,ZW\n", person=coordinator_zw)
        missing = RosterImport.objects.first().lines.filter(outcome="missing")
        assert [line.email for line in missing] == ["a@example.org"]


def test_trainers_and_participants_may_not(login, future, trainer, enrolment, participant, stranger):
    address = f"/en/trainings/{future.slug}/roster/"
    assert login(trainer).get(address).status_code == 403
    assert login(participant).get(address).status_code == 403
    assert login(stranger).get(address).status_code == 404


class TestPeopleKnownBefore:
    def test_an_officer_of_an_earlier_training_comes_in_as_herself(self, upload, make_person, future):
        known = make_person("n.chikwanha@example.org", given_name="Nyasha", family_name="Chikwanha-Dube")
        client, _ = upload(LIST.replace("n.chikwanha", "N.CHIKWANHA"))
        roster = RosterImport.objects.get()
        line = roster.lines.get(row=2)
        assert line.outcome == "existing"
        bring_in(client, roster)
        known.refresh_from_db()
        assert known.family_name == "Chikwanha-Dube"
        assert Enrolment.objects.get().person == known
        assert Enrolment.objects.get().function == "Inspector"

    def test_what_differs_is_shown_and_changed_only_if_chosen(self, upload):
        client, _ = upload(LIST)
        bring_in(client, RosterImport.objects.get())
        client, response = upload(LIST.replace("Inspector", "Sergeant"))
        roster = RosterImport.objects.first()
        assert "Sergeant" in client.get(response["Location"]).content.decode()
        line = roster.lines.get(outcome="update")
        bring_in(client, roster)
        assert Enrolment.objects.get().function == "Inspector"
        client, _ = upload(LIST.replace("Inspector", "Sergeant"))
        roster = RosterImport.objects.first()
        line = roster.lines.get(outcome="update")
        client.post(
            f"/en/trainings/{roster.training.slug}/roster/{roster.pk}/choose/",
            {"then": "apply", "shown": line.pk, "line": line.pk},
        )
        assert Enrolment.objects.get().function == "Sergeant"
        client.post(f"/en/trainings/{roster.training.slug}/roster/{roster.pk}/undo/")
        assert Enrolment.objects.get().function == "Inspector"

    def test_a_known_person_who_is_new_here_is_changed_only_if_that_is_ticked_too(self, upload, make_person):
        make_person("n.chikwanha@example.org", given_name="Nyasha", family_name="Chikwanha-Dube")

        def name():
            return Person.objects.get(email="n.chikwanha@example.org").family_name

        client, response = upload(LIST)
        roster = RosterImport.objects.get()
        page = client.get(response["Location"]).text
        assert "Family name differs: here “Chikwanha-Dube”, in the file “Chikwanha”." in page
        line = roster.lines.get(outcome="existing")
        assert f'name="over" value="{line.pk}"' in page
        address = f"/en/trainings/{roster.training.slug}/roster/{roster.pk}"
        ticks = {"shown": line.pk, "line": line.pk, "over": line.pk}
        client.post(f"{address}/choose/", {"then": "keep", **ticks})
        assert name() == "Chikwanha-Dube", "nothing is brought in yet"
        assert f'name="over" value="{line.pk}" checked' in client.get(response["Location"]).text
        client.post(f"{address}/choose/", {"then": "apply", **ticks})
        assert (name(), Enrolment.objects.get().person.family_name) == ("Chikwanha", "Chikwanha")
        client.post(f"{address}/undo/")
        assert name() == "Chikwanha-Dube"
        client, _ = upload(LIST)
        line = RosterImport.objects.first().lines.get(outcome="existing")
        address = f"/en/trainings/{roster.training.slug}/roster/{line.roster_id}"
        client.post(f"{address}/choose/", {"then": "keep", "shown": line.pk, "line": line.pk, "over": line.pk})
        client.post(f"{address}/choose/", {"then": "apply", "shown": line.pk, "line": line.pk})
        assert name() == "Chikwanha-Dube", "the tick was taken away again"
        assert Enrolment.objects.count() == 1


class TestSeats:
    def test_over_the_capacity_the_order_of_the_file_decides(self, upload, future):
        Training.objects.filter(pk=future.pk).update(capacity=2)
        rows = "".join(f"G{n},F{n},p{n}@example.org,ZW\n" for n in range(5))
        client, response = upload("Given name,Family name,E-mail,Country\n" + rows)
        assert "go to the waiting list" in client.get(response["Location"]).content.decode()
        bring_in(client, RosterImport.objects.get())
        states = Enrolment.objects.order_by("pk").values_list("person__email", "state", "waiting_number")
        assert list(states) == [
            ("p0@example.org", "confirmed", None),
            ("p1@example.org", "confirmed", None),
            ("p2@example.org", "waiting", 1),
            ("p3@example.org", "waiting", 2),
            ("p4@example.org", "waiting", 3),
        ]
        future.refresh_from_db()
        assert future.seats_taken == 2

    def test_in_a_training_that_is_over_all_attended(self, upload, future):
        Training.objects.filter(pk=future.pk).update(capacity=1, starts_on="2024-01-01")
        rows = "".join(f"G{n},F{n},p{n}@example.org,ZW\n" for n in range(3))
        client, _ = upload("Given name,Family name,E-mail,Country\n" + rows)
        bring_in(client, RosterImport.objects.get())
        assert set(Enrolment.objects.values_list("state", flat=True)) == {"attended"}

    def test_an_amended_list_withdraws_only_whom_one_ticks(self, upload, future):
        header = "Given name,Family name,E-mail,Country\n"
        client, _ = upload(header + "A,A,a@example.org,ZW\nB,B,b@example.org,ZW\n")
        bring_in(client, RosterImport.objects.get())
        client, _ = upload(header + "B,B,b@example.org,ZW\nC,C,c@example.org,ZW\n")
        roster = RosterImport.objects.first()
        bring_in(client, roster)
        assert Enrolment.objects.filter(state="confirmed").count() == 3
        client, _ = upload(header + "B,B,b@example.org,ZW\nC,C,c@example.org,ZW\n")
        roster = RosterImport.objects.first()
        line = roster.lines.get(outcome="missing")
        client.post(
            f"/en/trainings/{future.slug}/roster/{roster.pk}/choose/",
            {"then": "apply", "shown": line.pk, "line": line.pk},
        )
        assert Enrolment.objects.get(person__email="a@example.org").state == "withdrawn"
        future.refresh_from_db()
        assert future.seats_taken == 2
        client.post(f"/en/trainings/{future.slug}/roster/{roster.pk}/undo/")
        assert Enrolment.objects.get(person__email="a@example.org").state == "confirmed"
        future.refresh_from_db()
        assert future.seats_taken == 3


class TestUndo:
    def test_everything_goes_that_nothing_hangs_on(self, upload, future):
        client, _ = upload(LIST)
        roster = RosterImport.objects.get()
        people = Person.objects.count()
        bring_in(client, roster)
        assert Person.objects.count() == people + 1
        client.post(f"/en/trainings/{future.slug}/roster/{roster.pk}/undo/")
        assert not Enrolment.objects.exists()
        assert Person.objects.count() == people
        assert not Agency.objects.filter(name="ZRP").exists()
        future.refresh_from_db()
        assert future.seats_taken == 0

    def test_who_began_to_work_stays_and_is_listed(self, upload, future):
        client, _ = upload(LIST)
        roster = RosterImport.objects.get()
        bring_in(client, roster)
        lesson = future.course.modules.first().lessons.first()
        LessonProgress.objects.create(enrolment=Enrolment.objects.get(), lesson=lesson, state="done")
        response = client.post(f"/en/trainings/{future.slug}/roster/{roster.pk}/undo/", follow=True)
        assert "Nyasha Chikwanha" in response.content.decode()
        assert Enrolment.objects.get().state == "confirmed"

    def test_everybody_who_stays_is_listed_for_as_long_as_one_looks(self, upload, future, login, stranger):
        rows = "".join(f"Given{n},Family{n},p{n:02}@example.org,ZW\n" for n in range(12))
        client, _ = upload("Given name,Family name,E-mail,Country\n" + rows)
        roster = RosterImport.objects.get()
        bring_in(client, roster)
        Enrolment.objects.update(invitation="sent")
        Enrolment.objects.filter(person__email="p03@example.org").update(invitation="not_sent")
        address = f"/en/trainings/{future.slug}/roster/{roster.pk}"
        assert "For 11 people the list could not be taken back." in client.post(f"{address}/undo/", follow=True).text
        page = client.get(f"{address}/done/").text
        assert sorted(set(re.findall(r"p\d\d@example.org", page))) == [
            f"p{n:02}@example.org" for n in range(12) if n != 3
        ]

    def test_who_finds_no_seat_again_is_listed_with_that_reason(self, upload, future, make_person):
        header = "Given name,Family name,E-mail,Country\n"
        client, _ = upload(header + "A,A,a@example.org,ZW\nB,B,b@example.org,ZW\n")
        bring_in(client, RosterImport.objects.get())
        client, _ = upload(header + "B,B,b@example.org,ZW\n")
        roster = RosterImport.objects.first()
        line = roster.lines.get(outcome="missing")
        address = f"/en/trainings/{future.slug}/roster/{roster.pk}"
        client.post(f"{address}/choose/", {"then": "apply", "shown": line.pk, "line": line.pk})
        future.refresh_from_db()
        Training.objects.filter(pk=future.pk).update(capacity=future.seats_taken)
        page = client.post(f"{address}/undo/", follow=True).text
        assert "a@example.org" in page
        assert "No seat is free" in page

    def test_after_a_day_it_stays(self, upload, future):
        client, _ = upload(LIST)
        roster = RosterImport.objects.get()
        bring_in(client, roster)
        RosterImport.objects.update(applied_at=timezone.now() - dt.timedelta(hours=25))
        client.post(f"/en/trainings/{future.slug}/roster/{roster.pk}/undo/")
        assert Enrolment.objects.exists()

    def test_a_person_enrolled_elsewhere_meanwhile_keeps_her_account(self, upload, future, course):
        client, _ = upload(LIST)
        roster = RosterImport.objects.get()
        bring_in(client, roster)
        person = Enrolment.objects.get().person
        other = Training.objects.create(slug="o", title="O", course=course, starts_on="2031-01-01")
        enrol(training=other, person=person, country=person.country)
        client.post(f"/en/trainings/{future.slug}/roster/{roster.pk}/undo/")
        assert Enrolment.objects.get().training == other


def test_the_price_of_the_preview_is_constant(upload, django_assert_num_queries, first_look):
    header = "Given name,Family name,E-mail,Country\n"
    client, response = upload(header + "A,A,a@example.org,ZW\n")
    client.get(response["Location"])
    first_look()
    with django_assert_num_queries(12):
        client.get(response["Location"])
    rows = "".join(f"G{n},F{n},p{n}@example.org,{'ZW' if n % 2 else 'Zimbabve'}\n" for n in range(30))
    client, response = upload(header + rows)
    first_look()
    with django_assert_num_queries(12):
        client.get(response["Location"])


def test_chinese_titles_in_another_order_come_out_right(upload):
    text = "国家,电子邮箱,姓,名,单位,职务,首选语言\n中国,LiWenjing@example.org,李,文静,公安部,调查员,中文\n"
    client, response = upload(text.encode("utf-8-sig"))
    assert response["Location"].endswith("/check/")
    bring_in(client, RosterImport.objects.get())
    enrolment = Enrolment.objects.select_related("person", "agency").get()
    assert (enrolment.person.given_name, enrolment.person.family_name) == ("文静", "李")
    assert (enrolment.person.email, enrolment.country_id) == ("liwenjing@example.org", "CN")
    assert (enrolment.agency.name, enrolment.function, enrolment.language) == ("公安部", "调查员", "zh-hans")


def test_sentences_of_the_preview_end_as_the_language_ends_them(upload):
    """No Western full stop between texts that are translated one by one."""
    client, _ = upload(LIST)
    html = client.get(f"/zh-hans/trainings/harare-now/roster/{RosterImport.objects.get().pk}/check/").content.decode()
    said = re.sub(r"<[^>]+>", "", html[html.index("<main") : html.index("roster-form")])
    assert ". " not in re.sub(r"\s+", " ", said)


class TestTheNextStep:
    def test_the_invitations_are_one_press_away(self, upload, future):
        client, _ = upload(LIST)
        done = bring_in(client, RosterImport.objects.get())["Location"]
        page = client.get(done).content.decode()
        assert "Send 1 invitation" in page
        assert page.count("btn-primary") == 1
        action = re.search(r'<form method="post" action="([^"]+/people/invite/)">', page)[1]
        assert client.post(action, {"who": "all"}).status_code == 302
        assert Enrolment.objects.get().invitation == "queued"
        assert "invitation</button>" not in client.get(done).content.decode()

    def test_nobody_is_invited_by_who_reads_one_country(self, upload, future, coordinator_zw, make_person):
        """The number on the button is that of the people whom the press reaches."""
        enrol(training=future, person=make_person("elsewhere@example.org", country="BH"), country=None)
        client, _ = upload(LIST, person=coordinator_zw)
        done = bring_in(client, RosterImport.objects.get())["Location"]
        assert "Send 1 invitation" in client.get(done).content.decode()

    def test_after_taking_back_there_is_nobody_to_invite(self, upload, future):
        client, _ = upload(LIST)
        roster = RosterImport.objects.get()
        done = bring_in(client, roster)["Location"]
        client.post(f"/en/trainings/{future.slug}/roster/{roster.pk}/undo/")
        assert "/people/invite/" not in client.get(done).content.decode()
