"""Two who press at once. The database is the one of ``DATABASE_URL``."""

from lms.joining.actions import apply, decide
from lms.joining.actions import memberships as membering
from lms.joining.actions import review as reviewing
from lms.joining.models import Application, Decision, Membership, State
from lms.notices.models import Notice
from lms.people.models import Person


def test_two_reviewers_approve_at_once_and_one_person_is_made(together, confirmed, reviewer, second_reviewer):
    application = confirmed()
    outcomes = together(
        *[
            lambda who=who: decide.approve(application=application, actor=who)
            for who in (reviewer, second_reviewer, reviewer, second_reviewer)
        ]
    )
    assert sum(isinstance(one, Application) for one in outcomes) == 1
    assert {one for one in outcomes if isinstance(one, str)} == {"state"}
    seen = (
        Person.objects.filter(email=application.email).count(),
        Membership.objects.filter(person__email=application.email).count(),
        Decision.objects.filter(application=application, state="final").count(),
        Notice.objects.filter(kind="joining_approved").count(),
    )
    assert seen == (1, 1, 1, 1)


def test_one_confirms_while_the_other_returns(together, confirmed, make_person, reviewer, second_reviewer):
    third = make_person("third@example.org", role="reviewer")
    application = confirmed("awa@gmail.com", is_webmail=True, webmail_reason="x")
    decide.approve(application=application, actor=reviewer)
    together(
        lambda: decide.confirm_decision(application=application, actor=second_reviewer),
        lambda: decide.return_decision(application=application, note="", actor=third),
    )
    state, people, proposals = (
        Application.objects.get(pk=application.pk).state,
        Person.objects.filter(email=application.email).count(),
        list(Decision.objects.filter(application=application).values_list("state", flat=True)),
    )
    assert (state, people, proposals) in [(State.APPROVED, 1, ["final"]), (State.IN_REVIEW, 0, ["returned"])]


def test_she_withdraws_while_it_is_approved(together, confirmed, reviewer):
    """Either she is out and nobody was made, or she is in; never both."""
    application = confirmed()
    together(
        lambda: apply.withdraw(application=application),
        lambda: decide.approve(application=application, actor=reviewer),
    )
    state, people, final = (
        Application.objects.get(pk=application.pk).state,
        Person.objects.filter(email=application.email).count(),
        Decision.objects.filter(application=application, state="final").count(),
    )
    assert (state, people, final) in [(State.WITHDRAWN, 0, 0), (State.APPROVED, 1, 1)]


def test_she_withdraws_while_the_second_confirms_a_decline(together, confirmed, reviewer, second_reviewer):
    application = confirmed()
    decide.decline(application=application, code="other", note="x", actor=reviewer)
    together(
        lambda: apply.withdraw(application=application),
        lambda: decide.confirm_decision(application=application, actor=second_reviewer),
    )
    state, code, proposals = (
        Application.objects.get(pk=application.pk).state,
        Application.objects.get(pk=application.pk).decline_code,
        list(Decision.objects.filter(application=application).values_list("state", flat=True)),
    )
    assert (state, code, proposals) in [
        (State.WITHDRAWN, "", ["returned"]),
        (State.DECLINED, "other", ["final"]),
    ]


def test_the_supervisor_answers_while_she_withdraws(together, make_application, reviewer):
    application = make_application(state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=application, actor=reviewer)
    together(
        lambda: apply.withdraw(application=application),
        lambda: reviewing.record_supervisor_answer(link=request.link, answer="yes", note=""),
    )
    assert Application.objects.get(pk=application.pk).state == State.WITHDRAWN


def test_two_take_it_up_and_one_has_it(together, make_application, reviewer, second_reviewer):
    application = make_application()
    outcomes = together(
        lambda: reviewing.take_up(application=application, actor=reviewer),
        lambda: reviewing.take_up(application=application, actor=second_reviewer),
    )
    assert sorted(isinstance(one, Application) for one in outcomes) == [False, True]


def test_the_supervisors_two_presses_are_one_answer(together, make_application, reviewer):
    application = make_application(state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=application, actor=reviewer)
    outcomes = together(
        lambda: reviewing.record_supervisor_answer(link=request.link, answer="yes", note=""),
        lambda: reviewing.record_supervisor_answer(link=request.link, answer="no", note=""),
    )
    assert sorted(isinstance(one, Application) for one in outcomes) == [False, True]


def test_saying_yes_to_two_trainings_at_once_makes_one_membership(together, participant):
    together(*[lambda: membering.admit_invited(person=participant)] * 3)
    assert Membership.objects.filter(person=participant).count() == 1
