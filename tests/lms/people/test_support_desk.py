"""The support desk: nobody reads the table of people there on a page that notes nothing."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect, ForeignKeyRawIdWidget
from django.urls import reverse

from lms.people.models import Person

OURS = ("lms", "courses", "sessions", "assessments", "feedback", "certificates")


@pytest.fixture
def desk(make_person, rf):
    """A request of somebody who may do everything at the desk."""
    request = rf.get("/admin/")
    request.user = make_person("desk@example.org", country=None, is_staff=True, is_superuser=True)
    return request


def test_libraries_bring_no_page_about_people():
    reverse("admin:index")
    brought = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if not type(page).__module__.startswith(OURS)
        and any(field.related_model is Person for field in model._meta.fields)
    ]
    assert not brought, "Their lists and forms show people, and no look at them is noted"


def test_no_form_offers_everybody_to_choose_from(desk):
    reverse("admin:index")
    offering = []
    for model, page in admin.site._registry.items():
        if not (page.has_add_permission(desk) or page.has_change_permission(desk)):
            continue
        shown = flatten_fieldsets(page.fieldsets) if page.fieldsets else page.fields
        for field in model._meta.fields:
            if field.related_model is not Person or not field.editable or field.name in page.readonly_fields:
                continue
            widget = page.formfield_for_dbfield(field, desk).widget
            inner = getattr(widget, "widget", widget)
            if (not shown or field.name in shown) and not isinstance(inner, AutocompleteSelect | ForeignKeyRawIdWidget):
                offering.append(f"{model._meta.label}.{field.name}")
    assert not offering


@pytest.mark.parametrize("page", ["account/emailaddress", "mfa/authenticator", "usersessions/usersession"])
def test_addresses_keys_and_sessions_have_no_page(desk, login, page):
    assert login(desk.user).get(f"/admin/{page}/").status_code == 404
