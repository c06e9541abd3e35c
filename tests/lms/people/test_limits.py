"""Guessing is slow, its victims still get in, and a lost cache opens nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from lms.notices.models import Notice
from lms.people import limits
from lms.people.models import TryCount
from tests.conftest import PASSWORD

LOGIN = "/en/accounts/login/"


@pytest.fixture
def hashes(monkeypatch):
    """Counts the passwords that reach the hasher."""
    asked = []
    # Its check of a password encodes once, too.
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: asked.append(1) or real(*a, **k))
    return lambda: len(asked)


def guess(email, password="x", client=None, address="203.0.113.7"):  # noqa: S107
    return (client or Client()).post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address)


def crowd(network="203.0.113.7"):
    """Very many guesses came from that network a moment ago; the last of them as a browser sends them."""
    for _ in range(limits.FAILED_NETWORK.amount - 10):
        limits.take(limits.FAILED_NETWORK, network)
    for number in range(12):
        guess(f"victim{number}@example.org", address=network)


def came_in(answer):
    return answer.status_code == 302


@pytest.mark.soak(small=60, large=1000)
def test_of_all_guesses_at_an_account_ten_reach_the_hasher(participant, hashes, rounds):
    first, last = guess(participant.email), None
    for number in range(rounds):
        # From everywhere, in every spelling, with the cache lost in between.
        spelling = participant.email.upper() if number % 2 else f" {participant.email}"
        last = guess(spelling, address=f"198.51.{number // 250}.{number % 250}")
        cache.clear()
    assert hashes() == 10
    assert not came_in(last)
    assert "not right" in last.content.decode()
    assert first.status_code == last.status_code


def test_an_unknown_address_is_counted_alike(db, hashes):
    for _ in range(30):
        guess("nobody@example.org")
    assert hashes() == 10


def test_five_minutes_later_she_may_try_again(participant, monkeypatch):
    for _ in range(12):
        guess(participant.email)
    assert not came_in(guess(participant.email, PASSWORD))
    later = timezone.now() + dt.timedelta(seconds=301)
    monkeypatch.setattr(limits.timezone, "now", lambda: later)
    assert came_in(guess(participant.email, PASSWORD))


def test_the_owner_gets_in_from_her_own_browser_while_others_guess(participant):
    mine = Client()
    assert came_in(guess(participant.email, PASSWORD, mine))
    mine.post("/en/accounts/logout/")
    for _ in range(40):
        guess(participant.email)
    assert not came_in(guess(participant.email, PASSWORD))
    assert came_in(guess(participant.email, PASSWORD, mine))


def test_a_browser_known_to_one_person_helps_nobody_to_guess_at_another(participant, stranger, hashes):
    mine = Client()
    guess(stranger.email, PASSWORD, mine)
    mine.post("/en/accounts/logout/")
    before = hashes()
    for _ in range(30):
        guess(participant.email, "wrong", mine)
    assert hashes() - before == 10


def test_right_passwords_are_no_guesses(participant):
    for _ in range(15):
        client = Client()
        assert came_in(guess(participant.email, PASSWORD, client))


@pytest.mark.soak(small=30, large=30)
def test_colleagues_on_the_same_address_get_in_while_somebody_guesses(make_person, rounds):
    colleagues = [make_person(f"colleague{number}@example.org") for number in range(rounds)]
    crowd()
    assert limits.is_spent(limits.FAILED_NETWORK, "203.0.113.7")
    assert all(came_in(guess(person.email, PASSWORD)) for person in colleagues)


def test_from_a_crowded_network_each_account_is_tried_three_times(participant, hashes):
    crowd()
    before = hashes()
    for _ in range(20):
        guess(participant.email)
    assert hashes() - before == 3
    assert came_in(guess(participant.email, PASSWORD, address="192.0.2.1")), "from elsewhere she is not bound by it"


def test_one_ipv6_network_is_one_guesser():
    ask = RequestFactory().get
    at = [limits.network_of(ask("/", REMOTE_ADDR=a)) for a in ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1")]
    assert at == ["2001:db8:1:2::", "2001:db8:1:2::"]
    assert limits.network_of(ask("/", REMOTE_ADDR="2001:db8:1:3::7")) != at[0]
    assert limits.network_of(ask("/", REMOTE_ADDR="::ffff:192.0.2.9")) == "192.0.2.9"


def test_a_row_names_nobody_and_goes_away(participant, monkeypatch):
    guess(participant.email)
    kept = str(list(TryCount.objects.values()))
    assert participant.email not in kept
    assert "203.0.113.7" not in kept
    assert limits.forget_old() == 0
    later = timezone.now() + dt.timedelta(minutes=11)
    monkeypatch.setattr(limits.timezone, "now", lambda: later)
    assert limits.forget_old() > 0
    assert not TryCount.objects.exists()


# --- second factor ---


def code_of(seed, moment=None):
    return format_hotp_value(hotp_value(seed, int((moment or timezone.now()).timestamp()) // 30))


@pytest.fixture
def guarded(participant):
    """Amina with an authenticator app; its seed."""
    seed = generate_totp_secret()
    TOTP.activate(participant, seed)
    return seed


def at_the_second_step(person):
    client = Client()
    assert guess(person.email, PASSWORD, client)["Location"].endswith("/2fa/authenticate/")
    return client


def send_code(client, code):
    return client.post("/en/accounts/2fa/authenticate/", {"code": code})


def test_a_code_is_good_once_even_when_the_cache_is_lost(participant, guarded):
    code = code_of(guarded)
    assert came_in(send_code(at_the_second_step(participant), code))
    cache.clear()
    again = send_code(at_the_second_step(participant), code)
    assert not came_in(again)


def test_after_five_wrong_codes_not_even_the_right_one(participant, guarded):
    client = at_the_second_step(participant)
    for number in range(5):
        assert not came_in(send_code(client, f"{number:06}"))
        cache.clear()
    answer = send_code(client, code_of(guarded))
    assert not came_in(answer)
    assert "five minutes" in answer.content.decode()


def test_a_passkey_is_offered_to_who_has_one(participant, guarded):
    assert "Use your passkey" not in at_the_second_step(participant).get("/en/accounts/2fa/authenticate/").text


def test_recovery_codes_are_bound_alike_and_their_use_is_told(participant, guarded):
    codes = RecoveryCodes.activate(participant).get_unused_codes()
    assert came_in(send_code(at_the_second_step(participant), codes[0]))
    assert Notice.objects.get(kind="code_used").context["left"] == "9"
    assert not came_in(send_code(at_the_second_step(participant), codes[0]))
    client = at_the_second_step(participant)
    for _ in range(5):
        send_code(client, "00000000")
    assert not came_in(send_code(client, codes[1]))
    assert Authenticator.objects.filter(user=participant).count() == 2


def test_the_old_password_is_not_guessed_at_from_within(login, participant, hashes):
    client = login(participant)
    before = hashes()
    for _ in range(20):
        client.post("/en/accounts/password/change/", {"oldpassword": "x", "password1": "y", "password2": "y"})
    assert hashes() - before == 10


# --- at the same moment ---


@pytest.mark.soak(small=3, large=200)
def test_tries_at_the_same_moment_are_counted_one_by_one(together, rounds):
    for number in range(rounds):
        allowed = together(*[lambda value=f"a{number}": limits.take(limits.PASSWORD, value)] * 20)
        assert (len(allowed), sum(allowed)) == (20, 10)
