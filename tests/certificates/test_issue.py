"""A certificate is issued once, from what is true now, and stays as it was."""

from __future__ import annotations

import pytest

from certificates.actions import issue_certificate, issue_due, replace_certificate, revoke_certificate, snapshot
from certificates.models import Certificate, CertificateJob, RevocationReason, Standing
from certificates.numbering import is_number
from lms.common.errors import Refused


def test_who_attended_gets_one_certificate_however_often_it_is_issued(attended, coordinator):
    first = issue_certificate(enrolment=attended, actor=coordinator)
    again = issue_certificate(enrolment=attended, actor=coordinator)

    assert first == again
    assert Certificate.objects.count() == CertificateJob.objects.count() == 1
    assert is_number(first.number)
    assert first.name == "Amina Al Khalifa"


def test_it_is_printed_in_the_language_that_the_person_reads_not_the_one_of_her_list(attended, coordinator):
    attended.person.language, attended.language = "ar", "fr"
    attended.person.save()
    attended.save()

    assert issue_certificate(enrolment=attended, actor=coordinator).language == "ar"


def test_nothing_is_issued_before_it_was_earned(enrolment, coordinator):
    with pytest.raises(Refused) as refusal:
        issue_certificate(enrolment=enrolment, actor=coordinator)

    assert refusal.value.code == "not_earned"
    assert not Certificate.objects.exists()


def test_renaming_a_person_changes_nothing_that_was_issued(attended, coordinator):
    certificate = issue_certificate(enrolment=attended, actor=coordinator)
    attended.person.given_name = "Aminah"
    attended.person.save()
    attended.training.title = "Another title"
    attended.training.save()

    certificate.refresh_from_db()
    assert (certificate.name, certificate.title) == ("Amina Al Khalifa", "Harare, national training")


def test_a_correction_is_a_new_version_that_replaces_the_old(attended, coordinator):
    old = issue_certificate(enrolment=attended, actor=coordinator)
    attended.person.given_name = "Aminah"
    attended.person.save()

    new = replace_certificate(certificate=old, actor=coordinator)
    same = replace_certificate(certificate=old, actor=coordinator)
    old.refresh_from_db()

    assert same == new
    assert (new.version, new.name, new.replaces) == (2, "Aminah Al Khalifa", old)
    assert new.code != old.code
    assert new.number != old.number
    assert (old.standing(), new.standing()) == (Standing.REPLACED, Standing.VALID)
    assert issue_certificate(enrolment=attended, actor=coordinator) == new


def test_a_withdrawn_certificate_is_not_issued_again_by_issuing_all(attended, coordinator):
    certificate = issue_certificate(enrolment=attended, actor=coordinator)
    certificate = revoke_certificate(
        certificate=certificate, reason=RevocationReason.ISSUED_IN_ERROR, actor=coordinator
    )

    assert certificate.standing() == Standing.REVOKED
    assert issue_due(training=attended.training, actor=coordinator).issued == []
    with pytest.raises(Refused):
        issue_certificate(enrolment=attended, actor=coordinator)


@pytest.mark.parametrize("name", ["עמית", "สมชาย", "राजेश", "Ana 😀"])
def test_a_name_that_no_font_can_draw_is_refused_with_its_letters(attended, coordinator, name):
    attended.person.given_name = name
    attended.person.save()

    with pytest.raises(Refused) as refusal:
        issue_certificate(enrolment=attended, actor=coordinator)

    assert refusal.value.code == "letters"
    assert f"U+{ord(name[-1]):04X}" in str(refusal.value) or f"U+{ord(name[0]):04X}" in str(refusal.value)
    assert not Certificate.objects.exists()


def test_a_city_that_is_the_country_is_said_once(training, enrolment):
    training.city, training.country_id = "Singapore", "SG"
    assert snapshot._city(training) == ""
    training.city = "Jurong"
    assert snapshot._city(training) == "Jurong"
