"""The door of a room asks for what its page asks for, when a socket opens and as long as it is open."""

from __future__ import annotations

import time
from importlib import import_module

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as site
from django.utils import timezone

from lms.people import agreements
from lms.people.models import Agreement, Role, RoleGrant
from lms.people.owed import Owed, lacks_second_factor, what_is_owed, who_lacks_second_factor
from lms.people.stepup import BEGAN, SEEN
from lms.rooms import access
from lms.rooms.bouncer import look_again, visitor_of

HOUR = 3600


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.REQUIRE_MFA = settings.ASK_AGREEMENTS = True
    agreements.forget_mark()
    yield
    agreements.forget_mark()


@pytest.fixture
def knock(login):
    """Come to the door with the cookie of a page, some hours after the log-in and the last page."""

    def knocks(person, *, began=0.0, seen=0.0):
        client = login(person)
        session = client.session
        session[BEGAN], session[SEEN] = int(time.time() - began * HOUR), int(time.time() - seen * HOUR)
        session.save()
        cookie = f"{site.SESSION_COOKIE_NAME}={client.cookies[site.SESSION_COOKIE_NAME].value}"
        return visitor_of([(b"cookie", cookie.encode())])

    return knocks


def verdict(room, visitor):
    return look_again({room.pk: [visitor]})[room.pk, visitor]


def test_staff_without_a_second_factor_get_no_socket(room, trainer, knock):
    assert knock(trainer) is None
    TOTP.activate(trainer, generate_totp_secret())
    assert verdict(room, knock(trainer)) == access.MODERATOR


def test_a_socket_ends_with_the_second_factor(room, trainer, knock):
    app = TOTP.activate(trainer, generate_totp_secret()).instance
    visitor = knock(trainer)
    app.delete()
    assert verdict(room, visitor) == "logged out"


def test_who_gets_a_staff_role_meanwhile_sets_up_her_second_factor_first(room, participant, knock):
    visitor = knock(participant)
    assert verdict(room, visitor) == access.PARTICIPANT
    RoleGrant.objects.create(person=participant, role=Role.TRAINER)
    assert verdict(room, visitor) == "logged out"


def test_where_nobody_asks_for_second_factors_sockets_do_not_either(room, trainer, knock, settings):
    settings.REQUIRE_MFA = False
    assert verdict(room, knock(trainer)) == access.MODERATOR


@pytest.mark.parametrize(("began", "seen", "comes_in"), [(1, 1, True), (13, 13, False), (8 * 24, 0, False)])
def test_a_session_that_is_over_opens_nothing(participant, knock, began, seen, comes_in):
    assert (knock(participant, began=began, seen=seen) is not None) is comes_in


def test_an_open_socket_ends_with_its_session(room, participant, knock, monkeypatch):
    visitor = knock(participant)
    later = time.time() + 13 * HOUR
    monkeypatch.setattr(time, "time", lambda: later)
    assert verdict(room, visitor) == "logged out"


def test_whoever_opened_pages_meanwhile_stays_for_a_week(room, participant, knock, monkeypatch):
    visitor = knock(participant)
    later = time.time() + 13 * HOUR
    session = import_module(site.SESSION_ENGINE).SessionStore(visitor.session_key)
    session[SEEN] = int(later - 60)
    session.save()
    monkeypatch.setattr(time, "time", lambda: later)
    assert verdict(room, visitor) == access.PARTICIPANT
    later += 7 * 24 * HOUR
    assert verdict(room, visitor) == "logged out"


def test_agreements_wait_until_the_room_is_over(room, participant, knock):
    """As for the room's page, which is marked as undisturbed."""
    Agreement.objects.create(kind="terms", version="9.0", published_at=timezone.now())
    assert what_is_owed(participant, {}) is Owed.AGREEMENTS
    assert what_is_owed(participant, {}, undisturbed=True) is None
    assert verdict(room, knock(participant)) == access.PARTICIPANT


def test_one_and_many_are_asked_alike(make_person):
    people = [make_person(f"p{number}@example.org") for number in range(8)]
    for number, role in enumerate([Role.MEMBER, Role.TRAINER, Role.AUDITOR, Role.TRAINER]):
        RoleGrant.objects.create(person=people[number], role=role)
    people[4].is_staff = people[5].is_superuser = True
    for person in people[3:6:2]:
        TOTP.activate(person, generate_totp_secret())
    lacking = who_lacks_second_factor(people)
    assert lacking == {person.pk for person in people if lacks_second_factor(person)} == {
        people[1].pk, people[2].pk, people[4].pk
    }  # fmt: skip


def test_looking_again_costs_the_same_for_one_and_for_many(room, rights, make_person, knock, django_assert_num_queries):
    people = [make_person(f"q{number}@example.org") for number in range(3)]
    rights.update(dict.fromkeys([person.pk for person in people], access.PARTICIPANT))
    visitors = [knock(person) for person in people]
    for found in (visitors[:1], visitors):
        with django_assert_num_queries(5):
            look_again({room.pk: found})
