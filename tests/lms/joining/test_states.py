"""However the verbs come, nobody gets in without her address, her declarations, somebody's word and the reviewers."""

import contextlib

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lms.common.errors import Refused
from lms.joining.actions import apply, decide, memberships
from lms.joining.actions import review as reviewing
from lms.joining.links import make_link
from lms.joining.models import Application, Decision, Link, LinkKind, Membership, State
from lms.joining.states import WAYS, Verb, Who, possible, way
from lms.people.agreements import in_force
from lms.people.models import Country, Person, RoleGrant


def test_the_table_names_every_verb_and_every_state_that_can_be_left():
    assert {one.verb for one in WAYS} == set(Verb)
    ends = {State.DECLINED, State.WITHDRAWN, State.ERASED}
    assert {state for one in WAYS for state in one.frm} == set(State) - ends


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.ERASED])
def test_what_is_over_is_over(state):
    for who in Who:
        assert not possible(state, who)
    with pytest.raises(Refused):
        way(Verb.APPROVE, state)


def test_only_a_reviewer_leads_to_approved():
    assert {who for one in WAYS if one.to == State.APPROVED for who in one.who} == {Who.REVIEWER}


FILLED = {
    "you": {"given_name": "Awa", "family_name": "N", "telephone": "1", "language": "fr"},
    "post": {
        "agency_name": "Police", "agency_type": "national_police", "unit": "U", "function": "judge",
        "rank_band": "entry", "years_in_field": 1,
    },
    "supervisor": {
        "supervisor_name": "F", "supervisor_title": "C", "supervisor_email": "f@police.example",
        "supervisor_telephone": "1", "supervisor_language": "fr", "may_contact_supervisor": True,
    },
    "purpose": {"purpose": "p", "experience": "none", "technical_level": "basic"},
    "declarations": dict.fromkeys(
        [
            "serves", "keeps_inside", "uploads_no_cases", "accepts_terms", "accepts_data_protection",
            "agrees_to_reconfirm",
        ],
        True,
    ),
}  # fmt: skip


class Officers(RuleBasedStateMachine):
    """Everybody presses everything, in any order."""

    def __init__(self):
        super().__init__()
        number = Person.objects.count()
        senegal = Country.objects.get(pk="SN")
        self.first, self.second, self.focal = (
            Person.objects.create(email=f"{name}{number}@x.org", country=senegal, password="!") for name in "abc"
        )
        for person in (self.first, self.second):
            RoleGrant.objects.create(person=person, role="reviewer")
        RoleGrant.objects.create(person=self.focal, role="coordinator", country=senegal)
        self.application = None

    @property
    def row(self):
        return Application.objects.get(pk=self.application.pk)

    def try_to(self, act):
        with contextlib.suppress(Refused):
            act()

    @rule(webmail=st.booleans())
    def give_address(self, webmail):
        if self.application is None:
            domain = "gmail.com" if webmail else "police.example"
            self.application = Application.objects.create(
                email=f"awa{Application.objects.count()}@{domain}", is_webmail=webmail, language="fr",
                webmail_reason="none",
            )  # fmt: skip

    @rule()
    def confirm_email(self):
        if self.application:
            link = make_link(LinkKind.CONFIRM, application=self.application)
            self.try_to(lambda: apply.confirm_email(link=link))

    @rule(step=st.sampled_from([*FILLED, "all"]))
    def save_draft(self, step):
        if self.application:
            values = {**FILLED["you"], "country": Country.objects.get(pk="SN")}
            for one in FILLED if step == "all" else [step]:
                given = values if one == "you" else FILLED[one]
                if one == "declarations":
                    given = {**given, "shown": {version.pk for version in in_force()}}
                self.try_to(lambda one=one, given=given: apply.save_draft(
                    application=self.application, step=one, values=given
                ))  # fmt: skip

    @rule()
    def submit(self):
        if self.application:
            self.try_to(lambda: apply.submit(application=self.application))

    @rule(which=st.sampled_from(["first", "second"]), verb=st.sampled_from([
        "take_up", "ask_supervisor", "revoke_supervisor", "ask_opinion", "approve", "confirm", "return", "ask",
        "decline",
    ]))  # fmt: skip
    def review(self, which, verb):
        if not self.application:
            return
        who = getattr(self, which)
        acts = {
            "take_up": lambda: reviewing.take_up(application=self.application, actor=who),
            "ask_supervisor": lambda: reviewing.ask_supervisor(application=self.application, actor=who),
            "revoke_supervisor": lambda: reviewing.revoke_supervisor(application=self.application, actor=who),
            "ask_opinion": lambda: reviewing.ask_opinion(application=self.application, actor=who),
            "ask": lambda: reviewing.ask_information(application=self.application, question="?", actor=who),
            "approve": lambda: decide.approve(application=self.application, actor=who),
            "decline": lambda: decide.decline(application=self.application, code="identity", note="", actor=who),
            "confirm": lambda: decide.confirm_decision(application=self.application, actor=who),
            "return": lambda: decide.return_decision(application=self.application, note="", actor=who),
        }
        self.try_to(acts[verb])

    @rule(answer=st.sampled_from(["yes", "yes", "no", "unknown"]))
    def supervisor_answers(self, answer):
        if self.application:
            link = Link.objects.filter(application=self.application, kind="supervisor").order_by("-pk").first()
            if link:
                self.try_to(lambda: reviewing.record_supervisor_answer(link=link, answer=answer, note=""))

    @rule(opinion=st.sampled_from(["supports", "against"]))
    def focal_point_answers(self, opinion):
        if self.application:
            self.try_to(lambda: reviewing.give_opinion(
                application=self.application, opinion=opinion, note="", actor=self.focal
            ))  # fmt: skip

    @rule(verb=st.sampled_from(["answer", "withdraw"]))
    def applicant_acts(self, verb):
        if self.application and verb == "answer":
            self.try_to(lambda: apply.answer_information(application=self.application, answer="here"))
        elif self.application and self.application.pk % 3 == 0:
            self.try_to(lambda: apply.withdraw(application=self.application))

    @rule(verb=st.sampled_from(["suspend", "restore", "leave"]))
    def membership(self, verb):
        membership = (
            Membership.objects.filter(person__application=self.application).first() if self.application else None
        )
        if membership is None:
            return
        acts = {
            "suspend": lambda: memberships.suspend(membership=membership, reason="r", actor=self.first),
            "restore": lambda: memberships.restore(membership=membership, actor=self.first),
            "leave": lambda: memberships.reconfirm(membership=membership, serves=False, same_agency=True),
        }
        self.try_to(acts[verb])

    @rule()
    def whole_way(self):
        """So that long ways are walked often: everything that lies before the decision."""
        self.give_address(webmail=bool(self.first.pk % 2))
        self.confirm_email()
        self.save_draft("all")
        self.submit()
        self.review("first", "take_up")

    @invariant()
    def nobody_gets_in_by_a_back_door(self):
        if not self.application:
            return
        row = self.row
        decisions = list(Decision.objects.filter(application=row))
        for one in decisions:
            assert one.second is None or one.second_id != one.first_id
        let_in = row.state in (State.APPROVED, State.SUSPENDED, State.EXPIRED)
        assert let_in == Membership.objects.filter(person__application=row).exists()
        assert Person.objects.filter(email=row.email).count() == int(let_in)
        if let_in:
            assert row.email_confirmed_at
            assert row.submitted_at
            assert row.serves
            assert row.accepts_terms
            assert set(row.agreements) == {version.pk for version in in_force()}
            final = [one for one in decisions if one.state == "final"]
            assert [one.kind for one in final] == ["approve"]
            assert final[0].second_id or not row.is_webmail
            yes = row.supervisor_requests.filter(answer="yes").exists()
            supported = hasattr(row, "opinion") and row.opinion.opinion == "supports"
            assert yes or supported
            assert row.person.is_active == (row.state == State.APPROVED)
        if row.state == State.DECLINED:
            final = [one for one in decisions if one.state == "final"]
            assert final
            assert final[0].second_id
            assert final[0].second_id != final[0].first_id


class TestOfficers(TestCase):
    def test_random_walks(self):
        run_state_machine_as_test(
            Officers,
            settings=settings(
                max_examples=15, stateful_step_count=30, deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
            ),
        )  # fmt: skip


def test_the_walk_reaches_both_ends(db):
    """Otherwise it would prove nothing."""
    walk = Officers()
    walk.first.pk, keep = walk.first.pk, walk.first.pk
    assert keep
    walk.give_address(webmail=True)
    walk.confirm_email()
    walk.save_draft("all")
    walk.submit()
    walk.review("first", "take_up")
    walk.review("first", "ask_supervisor")
    walk.supervisor_answers("yes")
    walk.review("first", "approve")
    assert walk.row.state == State.IN_REVIEW
    walk.review("second", "confirm")
    assert walk.row.state == State.APPROVED
    walk.nobody_gets_in_by_a_back_door()
