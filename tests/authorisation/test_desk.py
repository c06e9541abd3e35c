"""The support desk is one block: whoever is no member of its staff gets nothing there, by no address and no verb."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from tests.authorisation.world import READERS

# The desk's own log-in shows no form: it leads to the site's, or refuses who is signed in (asked below, too).
WAYS_IN = ("/en/accounts/", "/admin/login/")

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def addresses() -> list[str]:
    """The front, and for each kind of row its list, its form for a new one, one row, its history, its end."""
    found = [
        reverse("admin:login"),
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:autocomplete"),
    ]
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{base}_changelist"), reverse(f"{base}_add")]
        found += [reverse(f"{base}_{page}", args=[1]) for page in ("change", "history", "delete")]
    return found


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader != "desk"])
def test_nobody_else_gets_in(world, reader):
    wrong = []
    for address in addresses():
        for verb in ("GET", "POST"):
            with transaction.atomic():
                answer = world.clients[reader].generic(verb, address)
                transaction.set_rollback(True)
            refused = answer.status_code in {403, 404, 405} or (
                answer.status_code == 302 and answer["Location"].startswith(WAYS_IN)
            )
            if not refused:
                wrong.append(f"{verb} {address} as {reader}: {answer.status_code} {answer.headers.get('Location', '')}")
    assert not wrong, "\n".join(wrong)


def test_its_staff_gets_in(world):
    assert world.clients["desk"].get(reverse("admin:index")).status_code == 200
