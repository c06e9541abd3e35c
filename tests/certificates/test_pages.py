"""A person finds her certificate or what she misses; who runs the training issues; nobody else sees it."""

from __future__ import annotations

import io
import zipfile

import pytest

from certificates.actions import issue_certificate, render_due
from certificates.models import Certificate, CertificateDesign, CertificateRule
from courses.models import Enrolment, EnrolmentState
from lms.audit.models import AuditEntry
from lms.notices.models import Notice


@pytest.fixture
def more(attended, make_person):
    """Two more officers who attended."""
    return [
        Enrolment.objects.create(
            training=attended.training,
            person=make_person(f"officer.{n}@example.org", given_name=f"Officer {n}"),
            state=EnrolmentState.ATTENDED,
            country_id="ZW",
        )
        for n in (1, 2)
    ]


def test_the_holder_downloads_exactly_what_was_stored(login, participant, certificate):
    page = login(participant).get("/en/certificates/").content.decode()
    assert certificate.number in page

    response = login(participant).get(f"/en/certificates/{certificate.pk}/download/")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_somebody_elses_certificate_does_not_exist(login, stranger, coordinator_zw, certificate):
    for person in (stranger, coordinator_zw):
        for path in ("", "download/"):
            assert login(person).get(f"/en/certificates/{certificate.pk}/{path}").status_code == 404
        assert login(person).post(f"/en/certificates/{certificate.pk}/revoke/", {}).status_code == 404
    assert login(stranger).get("/en/trainings/harare-now/certificates/").status_code == 404


def test_a_holder_can_neither_issue_nor_withdraw(login, participant, certificate):
    client = login(participant)
    base = "/en/trainings/harare-now/certificates"
    assert client.get(f"{base}/").status_code == 403
    assert client.post(f"{base}/issue/").status_code == 403
    assert client.post(f"/en/certificates/{certificate.pk}/revoke/", {"reason": "misuse"}).status_code == 403
    assert client.post(f"/en/certificates/{certificate.pk}/replace/", {"language": "en"}).status_code == 403


def test_who_has_none_sees_what_is_missing(login, participant, enrolment):
    page = login(participant).get("/en/certificates/").content.decode()

    assert "Present at 80% or more of the half days" in page
    assert "still open" in page


def test_looking_who_is_due_is_noted(login, trainer, attended, more, first_look):
    first_look()
    login(trainer).get("/en/trainings/harare-now/certificates/issue/")
    assert AuditEntry.objects.filter(verb="audit.view_list", actor=trainer).count() == 1


def test_the_trainer_issues_to_all_after_a_look(login, trainer, attended, more):
    client = login(trainer)
    assert "Officer 1" in client.get("/en/trainings/harare-now/certificates/issue/").content.decode()
    assert not Certificate.objects.exists()

    for _ in range(3):
        response = client.post("/en/trainings/harare-now/certificates/issue/")
        assert response.status_code == 302
    assert Certificate.objects.count() == 3

    assert render_due() == 3
    assert render_due() == 0
    assert Notice.objects.filter(kind="certificate_issued").count() == 3


def test_the_group_comes_as_a_zip_with_readable_names(login, trainer, attended, more):
    attended.person.given_name = '../..\\A"m:i*na'
    attended.person.save()
    for enrolment in (attended, *more):
        issue_certificate(enrolment=enrolment, actor=trainer)
    render_due()

    response = login(trainer).get("/en/trainings/harare-now/certificates/archive/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))

    names = archive.namelist()
    assert len(names) == 3
    assert any(name.endswith("Officer 1 Example.pdf") for name in names)
    assert not any("/" in name or "\\" in name or '"' in name for name in names)
    assert all(archive.read(name).startswith(b"%PDF-") for name in names)
    assert AuditEntry.objects.filter(verb="certificates.archive").count() == 1


def test_conditions_and_signatures_are_kept_for_what_is_issued_later(login, trainer, certificate, training):
    printed = dict(certificate.layout)
    response = login(trainer).post(
        "/en/trainings/harare-now/certificates/rules/",
        {"attendance_percent": "75", "post_test": "on", "design-first_signatory": "Dr Elena Marković"},
    )

    assert response.status_code == 302
    rule = CertificateRule.objects.get(training=training)
    assert (rule.attendance_percent, rule.pre_test, rule.post_test) == (75, False, True)
    assert CertificateDesign.objects.get(training=training).first_signatory == "Dr Elena Marković"
    certificate.refresh_from_db()
    assert certificate.layout == printed


def test_lists_take_the_same_number_of_queries_for_one_and_for_three(
    login, trainer, participant, attended, more, django_assert_num_queries, first_look
):
    client = login(trainer)
    Enrolment.objects.filter(pk__in=[row.pk for row in more]).update(state=EnrolmentState.WITHDRAWN)
    client.get("/en/trainings/harare-now/certificates/")
    first_look()
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/en/trainings/harare-now/certificates/")
    Enrolment.objects.filter(pk__in=[row.pk for row in more]).update(state=EnrolmentState.ATTENDED)
    first_look()
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/en/trainings/harare-now/certificates/")


# Three of them write down who looks.
LIST_QUERIES = 15


def test_all_pages_open(login, trainer, certificate):
    client = login(trainer)
    for path in (
        "certificates/",
        f"certificates/{certificate.pk}/",
        "trainings/harare-now/certificates/",
        "trainings/harare-now/certificates/?show=due",
        "trainings/harare-now/certificates/issue/",
        "trainings/harare-now/certificates/rules/",
        "verify/",
        f"verify/{certificate.code}/",
    ):
        for language in ("en", "ar"):
            assert client.get(f"/{language}/{path}").status_code == 200, path
