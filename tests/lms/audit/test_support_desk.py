"""Whatever is changed at the support desk is in the audit."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from i18nfield.strings import LazyI18nString

from assessments.models import Assessment, Option, SingleChoiceQuestion, Topic
from lms.audit import personal_values
from lms.audit.desk import Audited
from lms.audit.models import AuditEntry
from lms.joining.models import EmailDomain
from lms.people.models import Agency, Person

OURS = ("lms.", "courses.", "sessions.", "assessments.", "feedback.", "certificates.")


@pytest.fixture
def desk(db, login):
    """Sina, of the support desk, logged in with everything."""
    person = Person.objects.create_superuser("sina@example.org", "correct horse battery")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return login(person)


def entries():
    return list(AuditEntry.objects.filter(verb__startswith="desk.").order_by("pk"))


def test_every_kind_of_row_that_can_be_written_is_audited(db):
    request = RequestFactory().get("/")
    request.user = Person.objects.create_superuser("sina@example.org", None)
    forgotten = []
    for model, row in admin.site._registry.items():
        if not type(row).__module__.startswith(OURS):
            continue
        if row.has_add_permission(request) or row.has_change_permission(request) or row.has_delete_permission(request):
            if not isinstance(row, Audited):
                forgotten.append(model._meta.label)
            for inline in row.get_inline_instances(request):
                # Nothing below is left out: the rows are compared whole.
                assert hasattr(inline, "model")
    assert not forgotten, "put lms.audit.desk.AuditedAdmin under these"


def test_a_domain_is_added_changed_and_deleted(desk):
    add = reverse("admin:joining_emaildomain_add")
    desk.post(add, {"domain": "police.example", "kind": "authority", "country": "ZW", "note": "told by Tendai"})
    domain = EmailDomain.objects.get(domain="police.example")
    change = reverse("admin:joining_emaildomain_change", args=[domain.pk])
    desk.post(change, {"domain": "police.example", "kind": "webmail", "country": "", "note": "told by Tendai"})
    desk.post(change, {"domain": "police.example", "kind": "webmail", "country": "", "note": "told by Tendai"})
    desk.post(reverse("admin:joining_emaildomain_delete", args=[domain.pk]), {"post": "yes"})
    assert not EmailDomain.objects.filter(pk=domain.pk).exists()
    added, changed, deleted = entries()
    assert [one.verb for one in (added, changed, deleted)] == ["desk.add", "desk.change", "desk.delete"]
    assert {one.target_id for one in (added, changed, deleted)} == {str(domain.pk)}
    assert added.changes["domain"] == [None, "police.example"]
    assert changed.changes == {"kind": ["authority", "webmail"], "country": ["ZW", None]}
    assert deleted.changes["kind"] == ["webmail", None]
    # A note may name somebody: it is closed.
    assert personal_values.read([added])[added.pk] == {"note": [None, "told by Tendai"]}
    assert changed.personal == ""


def test_what_is_deleted_from_the_list_is_told_row_by_row(desk):
    rows = [EmailDomain.objects.create(domain=f"{name}.example", kind="webmail") for name in ("one", "two")]
    answer = desk.post(
        reverse("admin:joining_emaildomain_changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"},
    )
    assert answer.status_code == 302
    assert sorted(one.changes["domain"][0] for one in entries()) == ["one.example", "two.example"]
    assert not EmailDomain.objects.filter(domain__in=["one.example", "two.example"]).exists()


def test_an_agency_is_called_by_its_name_in_clear(desk):
    agency = Agency.objects.create(country_id="ZW", name="ZRP")
    change = reverse("admin:people_agency_change", args=[agency.pk])
    desk.post(change, {"country": "ZW", "name": "Zimbabwe Republic Police", "kind": "other"})
    (entry,) = entries()
    assert entry.changes == {"agency": ["ZRP", "Zimbabwe Republic Police"]}


def test_which_answer_is_right_is_told(desk):
    test = Assessment.objects.create(slug="test", title="Test")
    question = SingleChoiceQuestion.objects.create(assessment=test, key="one", text="?", topic=Topic.LAW)
    right = Option.objects.create(question=question, text=LazyI18nString({"en": "a"}), is_right=True, position=1)
    wrong = Option.objects.create(question=question, text=LazyI18nString({"en": "b"}), is_right=False, position=2)
    address = reverse("admin:assessments_question_change", args=[question.pk])
    page = desk.get(address)
    data = {}
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.initial_forms]
    for form in forms:
        for name in form.fields:
            field, value = form[name], form[name].value()
            if isinstance(value, bool):
                value = "on" if value else None
            if hasattr(field.field.widget, "decompress"):
                for number, part in enumerate(field.field.widget.decompress(value)):
                    data[f"{field.html_name}_{number}"] = part or ""
            elif value is not None:
                data[field.html_name] = value
    prefix = page.context["inline_admin_formsets"][0].formset.prefix
    data.pop(f"{prefix}-0-is_right", None)
    data[f"{prefix}-1-is_right"] = "on"
    answer = desk.post(address, data)
    assert answer.status_code == 302, answer.context["errors"]
    changed = {one.target_id: one.changes for one in entries() if one.target_type == "assessments.option"}
    assert changed == {
        str(right.pk): {"is_right": [True, False]},
        str(wrong.pk): {"is_right": [False, True]},
    }


def test_a_pass_mark_is_told(desk):
    test = Assessment.objects.create(slug="test", title="Test", pass_mark=70)
    row = admin.site._registry[Assessment]
    request = RequestFactory().post("/")
    request.user = Person.objects.get(email="sina@example.org")
    form = row.get_form(request, test)(instance=test)
    test.pass_mark = 10
    row.save_model(request, test, form, change=True)
    (entry,) = entries()
    assert (entry.verb, entry.changes, entry.actor_id) == ("desk.change", {"pass_mark": [70, 10]}, request.user.pk)
