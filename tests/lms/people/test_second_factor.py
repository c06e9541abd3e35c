"""Who sees what belongs to others has a second factor; the rest is not bothered."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_MFA = True


def test_a_trainer_without_one_is_led_to_set_it_up(login, trainer):
    answer = login(trainer).get("/en/profile/")
    assert answer.status_code == 302
    assert answer["Location"] == "/en/accounts/2fa/totp/activate/"


def test_a_trainer_without_one_changes_nothing(login, trainer):
    assert login(trainer).post("/en/profile/", {}).status_code == 403


def test_a_trainer_without_one_may_leave(login, trainer):
    assert login(trainer).post("/en/accounts/logout/").status_code == 302


def test_a_trainer_with_one_comes_in(login, trainer):
    TOTP.activate(trainer, generate_totp_secret())
    assert login(trainer).get("/en/profile/").status_code == 200


def test_a_participant_needs_none(login, participant):
    assert login(participant).get("/en/profile/").status_code == 200


def test_the_demo_asks_nobody(login, trainer, settings):
    settings.REQUIRE_MFA = False
    assert login(trainer).get("/en/profile/").status_code == 200


def test_seeds_lie_encrypted(trainer):
    seed = generate_totp_secret()
    TOTP.activate(trainer, seed)
    kept = Authenticator.objects.get().data["secret"]
    assert seed not in kept
    assert get_adapter().decrypt(kept) == seed


def test_an_older_key_still_opens_a_seed(settings):
    kept = get_adapter().encrypt("seed")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, longer than the fifty letters that are asked for"
    assert get_adapter().decrypt(kept) == "seed"
