"""The menu by role, and pages that say no in the reader's language."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.portal.menu import HOME, Item, entries


def test_an_officer_has_a_bar_and_tabs(login, participant):
    page = login(participant).get("/en/accounts/2fa/").content.decode()
    assert 'class="layout-participant"' in page
    assert 'class="tabs"' in page


def test_the_team_has_a_rail(login, coordinator):
    page = login(coordinator).get("/en/accounts/2fa/").content.decode()
    assert 'class="layout-staff"' in page
    assert 'id="rail"' in page
    assert "Coordinator" in page


def test_a_package_that_is_not_installed_leaves_no_dead_link():
    assert [one.label for one in entries((HOME, Item("nowhere:at_all", "X", "home")), "/en/", frozenset())] == ["Home"]


def test_home_is_current_at_home_only():
    assert entries((HOME,), "/en/", frozenset())[0].is_current
    assert not entries((HOME,), "/en/courses/", frozenset())[0].is_current


def test_an_entry_for_some_roles_is_seen_by_those_only():
    item = Item("portal:home", "Home", "home", roles=frozenset({"coordinator"}))
    assert entries((item,), "/", frozenset({"trainer"})) == []
    assert len(entries((item,), "/", frozenset({"coordinator"}))) == 1


@pytest.mark.django_db
def test_the_language_changes_and_the_place_stays():
    page = Client().get("/en/accounts/login/?next=/en/x/").content.decode()
    assert 'href="/ar/accounts/login/?next=/en/x/"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_a_page_that_is_not_here_says_what_to_do(language):
    answer = Client().get(f"/{language}/there/is/nothing/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert 'class="happened"' in page


@pytest.mark.django_db
def test_every_page_may_be_skipped_into():
    page = Client().get("/en/").content.decode()
    assert page.index('href="#main"') < page.index('class="topbar"')
