"""The report: what counts, once, and what stays hidden."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster
from courses.actions.undo_roster import undo_roster
from courses.models import Enrolment, EnrolmentState, Stage, Training
from feedback.actions.open_envelopes import open_envelopes
from feedback.actions.submit_response import submit_response
from feedback.models import Survey, SurveyRound
from lms.people.models import Agency
from lms.reports.actions.refresh_facts import refresh_facts
from lms.reports.country import Scope, report
from lms.reports.masking import Masked
from lms.reports.models import Fact


@pytest.fixture
def ended(course):
    """Makes an ended two-day training: ``ended("lusaka", country="ZM")``."""

    def make(slug, *, country="ZW", start=dt.date(2024, 3, 4), **fields):
        return Training.objects.create(
            slug=slug,
            title=slug.title(),
            course=course,
            country_id=country,
            starts_on=start,
            days=2,
            stage=Stage.FINISHED,
            **fields,
        )

    return make


@pytest.fixture
def attend(make_person):
    """Puts people of a country into a training: ``attend(training, "ZW", 3)``."""

    def put(training, country, count, *, people=None, state=EnrolmentState.ATTENDED):
        people = people or [
            make_person(f"{training.slug}.{country}.{n}@x.org".lower(), country=country) for n in range(count)
        ]
        return [Enrolment.objects.create(training=training, person=p, country_id=country, state=state) for p in people]

    return put


def figures(**scope):
    refresh_facts()
    return report(Scope(**scope))


def test_a_person_in_two_trainings_is_one_participant_and_two_enrolments(ended, attend):
    first = attend(ended("harare"), "ZW", 3)
    attend(ended("bulawayo"), "ZW", 0, people=[first[0].person])
    found = figures()
    assert (found.total.trainings, found.countries) == (2, 1)
    assert (found.total.participants, found.total.enrolments) == (3, 4)
    assert found.by_country["ZW"].participants == 3


def test_what_does_not_count(ended, attend, course, training, enrolment):
    """A cancelled training, an open course, one that still runs, and people without a seat."""
    attend(ended("called-off"), "ZW", 2)
    Training.objects.filter(slug="called-off").update(stage=Stage.CANCELLED)
    open_one = Training.objects.create(slug="open", title="Open", course=course, is_self_paced=True)
    attend(open_one, "ZW", 2)
    attend(ended("lusaka", country="ZM"), "ZM", 2, state=EnrolmentState.WITHDRAWN)
    found = figures()
    assert (found.total.trainings, found.total.participants, found.countries) == (1, 0, 0)


def test_the_country_is_the_one_at_enrolment(ended, attend):
    [seat] = attend(ended("harare"), "ZW", 1)
    seat.person.country_id = "ZA"
    seat.person.save()
    assert set(figures().by_country) == {"ZW"}


def test_dates_are_those_of_the_last_day(ended, attend):
    attend(ended("harare", start=dt.date(2024, 1, 31)), "ZW", 1)
    assert figures(start=dt.date(2024, 2, 1)).total.trainings == 1
    assert figures(end=dt.date(2024, 1, 31)).total.trainings == 0


def test_facts_follow_their_sources_and_rebuild_to_the_same(ended, attend):
    training = ended("harare")
    [seat, *_] = attend(training, "ZW", 3)
    assert refresh_facts() == 1
    assert refresh_facts() == 0
    seat.state = EnrolmentState.WITHDRAWN
    seat.save()
    assert refresh_facts() == 1
    kept = list(Fact.objects.order_by("pk").values())
    assert len(kept) == 2
    refresh_facts(everything=True)
    assert list(Fact.objects.order_by("pk").values()) == kept


def test_a_training_that_was_moved_away_and_back_has_its_figures_again(ended, attend):
    """Somebody mistypes the first day, and puts it right after the next sweep."""
    training = ended("harare")
    attend(training, "ZW", 3)
    right = training.starts_on
    refresh_facts()
    for first, facts in ((timezone.now().date() + dt.timedelta(days=30), 0), (right, 3)):
        Training.objects.filter(pk=training.pk).update(starts_on=first)
        refresh_facts()
        assert Fact.objects.count() == facts


def written():
    """The facts of every training, without the numbers of their rows."""
    return list(Fact.objects.order_by("enrolment").values(*(f.name for f in Fact._meta.fields if f.name != "id")))


class TestAmendedList:
    """The host sends the list of an ended training once more: whoever is corrected there counts anew."""

    @pytest.fixture
    def lusaka(self, ended, coordinator):
        training = ended("lusaka", country="ZM")
        rows = [
            "Grace,Banda,g@example.org,Zambia",
            "Mutale,Phiri,m@example.org,Zambia",
            "Ruth,Mwale,r@example.org,Zambia",
        ]
        apply_roster(roster=self.check(training, rows, coordinator), actor=coordinator)
        refresh_facts()
        return training

    @staticmethod
    def check(training, rows, coordinator):
        text = "\n".join(["Given name,Family name,E-mail,Country", *rows])
        roster = check_roster(training=training, data=text.encode(), file_name="list.csv", actor=coordinator)
        # Whoever is gone from the list is withdrawn, and what differs is taken over.
        roster.lines.filter(outcome__in=["missing", "update", "existing"]).update(is_chosen=True)
        return roster

    def same_as_rebuilt(self):
        refresh_facts()
        kept = written()
        refresh_facts(everything=True)
        rebuilt = written()
        return kept == rebuilt

    def test_withdrawn_returned_moved_and_taken_back(self, lusaka, coordinator):
        """Each step changes enrolments in bulk; none may leave the figures as they were."""
        staying = ["Grace,Banda,g@example.org,Zambia", "Mutale,Phiri,m@example.org,Zambia"]
        apply_roster(roster=self.check(lusaka, staying, coordinator), actor=coordinator)
        assert self.same_as_rebuilt(), "withdrawn"
        assert figures().by_country["ZM"].participants == 2
        back = self.check(lusaka, [*staying, "Ruth,Mwale,r@example.org,Zambia"], coordinator)
        apply_roster(roster=back, actor=coordinator)
        assert self.same_as_rebuilt(), "returned"
        undo_roster(roster=back, actor=coordinator)
        assert self.same_as_rebuilt(), "taken back"
        moved = ["Grace,Banda,g@example.org,Malawi", "Mutale,Phiri,m@example.org,Zambia"]
        apply_roster(roster=self.check(lusaka, moved, coordinator), actor=coordinator)
        assert self.same_as_rebuilt(), "another country"
        assert set(figures().by_country) == {"MW", "ZM"}

    def test_the_kind_of_an_agency_counts_anew(self, lusaka):
        agency = Agency.objects.create(country_id="ZM", name="Zambia Police")
        Enrolment.objects.filter(training=lusaka).update(agency=agency, updated_at=timezone.now())
        refresh_facts()
        agency.kind = "cybercrime_unit"
        agency.save()
        assert self.same_as_rebuilt()


def test_a_training_that_is_called_off_leaves_the_report(ended, attend):
    training = ended("harare")
    attend(training, "ZW", 3)
    assert figures().total.participants == 3
    Training.objects.filter(pk=training.pk).update(stage=Stage.CANCELLED)
    assert figures().total.participants == 0


@pytest.fixture
def asked_about():
    """Makes the round about a training as a whole, open for another hour."""

    def ask(training):
        now = timezone.now()
        return SurveyRound.objects.create(
            survey=Survey.objects.get(slug="training"),
            training=training,
            opens_at=now - dt.timedelta(hours=1),
            closes_at=now + dt.timedelta(hours=1),
        )

    return ask


def test_a_countrys_stars_wait_until_the_form_is_closed(ended, attend, asked_about):
    """Answers are opened in fives of all countries together: of one country there may be one among them."""
    training = ended("harare")
    ours, theirs = attend(training, "ZW", 7), attend(training, "ZM", 5)
    asked = asked_about(training)
    for seat in [*ours[:5], *theirs[:3]]:
        submit_response(round=asked, enrolment=seat, values={"overall": 5}, language="en")
    open_envelopes(round=asked)
    found = figures()
    assert found.total.satisfaction == 5
    assert found.by_country["ZW"].satisfaction is None
    assert figures(countries=frozenset({"ZW"})).total.satisfaction is None
    assert figures(group="african").total.satisfaction is None
    for seat in [*ours[5:], *theirs[3:]]:
        submit_response(round=asked, enrolment=seat, values={"overall": 1}, language="en")
    open_envelopes(round=asked, now=asked.closes_at)
    found = figures()
    assert found.by_country["ZW"].satisfaction == pytest.approx((5 * 5 + 2) / 7)
    assert figures(countries=frozenset({"ZW"})).total.satisfaction == pytest.approx((5 * 5 + 2) / 7)


def test_who_is_alone_from_a_country_is_not_found_by_subtraction(ended, attend, asked_about):
    """Her answer is kept without a country: all less Zimbabwe would be hers."""
    training = ended("harare")
    asked = asked_about(training)
    for seat in attend(training, "ZW", 6):
        submit_response(round=asked, enrolment=seat, values={"overall": 5}, language="en")
    [alone] = attend(training, "ZM", 1)
    submit_response(round=asked, enrolment=alone, values={"overall": 1}, language="en")
    open_envelopes(round=asked, now=asked.closes_at)
    found = figures()
    assert found.total.satisfaction == pytest.approx(31 / 7)
    assert found.by_country["ZW"].satisfaction is Masked.WITHHELD


@pytest.mark.parametrize(("answers", "shown"), [(4, Masked.SMALL), (5, 4.0)])
def test_stars_of_fewer_than_five_stay_hidden(ended, attend, answers, shown):
    """For the country and for all: the same answers stand behind both."""
    training = ended("harare")
    seats = attend(training, "ZW", 6)
    now = timezone.now()
    asked = SurveyRound.objects.create(
        survey=Survey.objects.get(slug="training"),
        training=training,
        opens_at=now - dt.timedelta(hours=1),
        closes_at=now + dt.timedelta(hours=1),
    )
    for seat in seats[:answers]:
        submit_response(round=asked, enrolment=seat, values={"overall": 4}, language="en")
    open_envelopes(round=asked, now=asked.closes_at)
    found = figures()
    assert found.total.satisfaction == shown
    assert found.by_country["ZW"].satisfaction == shown


@pytest.mark.parametrize("countries", [1, 3])
def test_the_report_takes_as_many_queries_for_one_country_as_for_three(
    ended, attend, countries, django_assert_num_queries
):
    training = ended("harare")
    for code in ["ZW", "ZM", "MW"][:countries]:
        attend(training, code, 2)
    refresh_facts()
    with django_assert_num_queries(7):
        report(Scope())


def test_the_command_prints_what_the_contract_says(ended, attend, capfdbinary):
    attend(ended("harare"), "ZW", 2)
    call_command("report_countries")
    printed = json.loads(capfdbinary.readouterr().out)
    assert (printed["trainings"], printed["countries"], printed["participants"]) == (1, 1, 2)
    assert printed["by_country"]["ZW"]["participants"] == 2


class TestPage:
    def test_the_coordinator_of_one_country_sees_that_country_only(self, ended, attend, login, coordinator_zw):
        training = ended("harare")
        attend(training, "ZW", 2)
        attend(training, "ZM", 3)
        refresh_facts()
        for wanted in ["", "json", "csv", "xlsx"]:
            answer = login(coordinator_zw).get("/en/reports/", {"format": wanted, "training": "harare"})
            assert answer.status_code == 200
            if wanted != "xlsx":
                assert "Zimbabwe" in answer.text or '"ZW"' in answer.text
                assert "Zambia" not in answer.text
                assert '"ZM"' not in answer.text
        found = json.loads(login(coordinator_zw).get("/en/reports/", {"format": "json"}).content)
        assert (found["participants"], found["countries"]) == (2, 1)

    def test_it_tells_her_of_no_other_training(self, ended, attend, login, coordinator_zw):
        """Neither in the filter nor by the period above the figures, nor by what a guessed address answers."""
        attend(ended("harare"), "ZW", 2)
        attend(ended("lusaka", country="ZM", start=dt.date(2011, 11, 7)), "ZM", 3)
        refresh_facts()
        page = login(coordinator_zw).get("/en/reports/").text
        assert "Harare" in page
        assert "Lusaka" not in page
        assert "2011" not in page
        client = login(coordinator_zw)
        told = [client.get("/en/reports/", {"training": slug}) for slug in ("lusaka", "nowhere")]
        errors = [str(one.context["filter"].errors) for one in told]
        assert errors[0].replace("lusaka", "nowhere") == errors[1]

    def test_others_do_not_know_of_it(self, login, participant, stranger, trainer):
        for person in (participant, stranger, trainer):
            assert login(person).get("/en/reports/").status_code == 404

    def test_an_address_that_makes_no_sense_shows_everything_and_says_why(self, login, coordinator):
        answer = login(coordinator).get("/en/reports/", {"start": "2024-05-01", "end": "2024-01-01"})
        assert "The end lies before the start." in answer.text

    def test_the_numbers_on_screen_are_those_of_the_file(self, ended, attend, login, coordinator):
        attend(ended("harare"), "ZW", 7)
        refresh_facts()
        page = login(coordinator).get("/en/reports/").text
        table = login(coordinator).get("/en/reports/?format=csv").content.decode("utf-8-sig").splitlines()
        assert table[1].startswith('"Zimbabwe","ZW",1,7,7,')
        assert "Zimbabwe" in page
        assert "<strong>7</strong>" in page
