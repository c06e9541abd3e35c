"""Two who press at once. The database is the one of ``DATABASE_URL``."""

import sqlite3
import threading

import pytest
from django.db import connection, connections

from lms.common.errors import Refused
from lms.joining.actions import apply, decide
from lms.joining.actions import memberships as membering
from lms.joining.actions import review as reviewing
from lms.joining.models import Application, Decision, Membership, State
from lms.notices.models import Notice
from lms.people.models import Person


@pytest.fixture
def outside(transactional_db, tmp_path):
    """Runs stories at once; on SQLite on a file, where the locks are the real ones."""
    before = connections.settings["default"]["NAME"]

    def together(*stories):
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            copy = sqlite3.connect(tmp_path / "race.sqlite3")
            connection.connection.backup(copy)
            copy.close()
            connections.settings["default"]["NAME"] = str(tmp_path / "race.sqlite3")
        start = threading.Barrier(len(stories))
        outcomes = [None] * len(stories)

        def tell(number, story):
            try:
                start.wait(30)
                outcomes[number] = story()
            except Refused as refusal:
                outcomes[number] = refusal.code
            except Exception as error:  # noqa: BLE001  (told to the thread that waits)
                outcomes[number] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=tell, args=pair) for pair in enumerate(stories)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        return outcomes

    def ask(question):
        """The answer as the database of the stories has it."""
        answers = []
        thread = threading.Thread(target=lambda: (answers.append(question()), connections.close_all()))
        thread.start()
        thread.join()
        return answers[0]

    together.ask = ask
    yield together
    connections.settings["default"]["NAME"] = before


def test_two_reviewers_approve_at_once_and_one_person_is_made(outside, confirmed, reviewer, second_reviewer):
    application = confirmed()
    outcomes = outside(
        *[
            lambda who=who: decide.approve(application=application, actor=who)
            for who in (reviewer, second_reviewer, reviewer, second_reviewer)
        ]
    )
    assert sum(isinstance(one, Application) for one in outcomes) == 1
    assert {one for one in outcomes if isinstance(one, str)} == {"state"}
    seen = outside.ask(
        lambda: (
            Person.objects.filter(email=application.email).count(),
            Membership.objects.filter(person__email=application.email).count(),
            Decision.objects.filter(application=application, state="final").count(),
            Notice.objects.filter(kind="joining_approved").count(),
        )
    )
    assert seen == (1, 1, 1, 1)


def test_one_confirms_while_the_other_returns(outside, confirmed, make_person, reviewer, second_reviewer):
    third = make_person("third@example.org", role="reviewer")
    application = confirmed("awa@gmail.com", is_webmail=True, webmail_reason="x")
    decide.approve(application=application, actor=reviewer)
    outside(
        lambda: decide.confirm_decision(application=application, actor=second_reviewer),
        lambda: decide.return_decision(application=application, note="", actor=third),
    )
    state, people, proposals = outside.ask(
        lambda: (
            Application.objects.get(pk=application.pk).state,
            Person.objects.filter(email=application.email).count(),
            list(Decision.objects.filter(application=application).values_list("state", flat=True)),
        )
    )
    assert (state, people, proposals) in [(State.APPROVED, 1, ["final"]), (State.IN_REVIEW, 0, ["returned"])]


def test_she_withdraws_while_it_is_approved(outside, confirmed, reviewer):
    """Either she is out and nobody was made, or she is in; never both."""
    application = confirmed()
    outside(
        lambda: apply.withdraw(application=application),
        lambda: decide.approve(application=application, actor=reviewer),
    )
    state, people, final = outside.ask(
        lambda: (
            Application.objects.get(pk=application.pk).state,
            Person.objects.filter(email=application.email).count(),
            Decision.objects.filter(application=application, state="final").count(),
        )
    )
    assert (state, people, final) in [(State.WITHDRAWN, 0, 0), (State.APPROVED, 1, 1)]


def test_she_withdraws_while_the_second_confirms_a_decline(outside, confirmed, reviewer, second_reviewer):
    application = confirmed()
    decide.decline(application=application, code="other", note="x", actor=reviewer)
    outside(
        lambda: apply.withdraw(application=application),
        lambda: decide.confirm_decision(application=application, actor=second_reviewer),
    )
    state, code, proposals = outside.ask(
        lambda: (
            Application.objects.get(pk=application.pk).state,
            Application.objects.get(pk=application.pk).decline_code,
            list(Decision.objects.filter(application=application).values_list("state", flat=True)),
        )
    )
    assert (state, code, proposals) in [
        (State.WITHDRAWN, "", ["returned"]),
        (State.DECLINED, "other", ["final"]),
    ]


def test_the_supervisor_answers_while_she_withdraws(outside, make_application, reviewer):
    application = make_application(state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=application, actor=reviewer)
    outside(
        lambda: apply.withdraw(application=application),
        lambda: reviewing.record_supervisor_answer(link=request.link, answer="yes", note=""),
    )
    assert outside.ask(lambda: Application.objects.get(pk=application.pk).state) == State.WITHDRAWN


def test_two_take_it_up_and_one_has_it(outside, make_application, reviewer, second_reviewer):
    application = make_application()
    outcomes = outside(
        lambda: reviewing.take_up(application=application, actor=reviewer),
        lambda: reviewing.take_up(application=application, actor=second_reviewer),
    )
    assert sorted(isinstance(one, Application) for one in outcomes) == [False, True]


def test_the_supervisors_two_presses_are_one_answer(outside, make_application, reviewer):
    application = make_application(state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=application, actor=reviewer)
    outcomes = outside(
        lambda: reviewing.record_supervisor_answer(link=request.link, answer="yes", note=""),
        lambda: reviewing.record_supervisor_answer(link=request.link, answer="no", note=""),
    )
    assert sorted(isinstance(one, Application) for one in outcomes) == [False, True]


def test_saying_yes_to_two_trainings_at_once_makes_one_membership(outside, participant):
    outside(*[lambda: membering.admit_invited(person=participant)] * 3)
    assert outside.ask(lambda: Membership.objects.filter(person=participant).count()) == 1
