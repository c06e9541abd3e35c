"""A mail is a row first: queued with what it tells, sent once, in its reader's language."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone

from lms.common.work import LEASE, MAX_ATTEMPTS
from lms.notices.actions import queue_notice, send_due
from lms.notices.models import Notice, NoticeState


@pytest.fixture
def notice(participant, greeting):
    return queue_notice(person=participant, kind=greeting, context={"what": "it's <on>"}, training_slug="harare-now")


def test_a_queued_notice_is_sent_once(notice):
    assert send_due() == 1
    assert send_due() == 0
    (sent,) = mail.outbox
    assert sent.to == ["amina@example.org"]
    assert sent.subject == "News from your training"
    notice.refresh_from_db()
    assert (notice.state, notice.language) == (NoticeState.SENT, "en")
    assert notice.sent_at is not None


def test_plain_text_is_not_escaped_and_html_is(notice):
    send_due()
    (sent,) = mail.outbox
    assert "it's <on>" in sent.body
    assert "&lt;on&gt;" in sent.alternatives[0].content


def test_the_language_is_the_one_she_reads_when_it_leaves(notice, participant):
    participant.language = "ar"
    participant.save()
    send_due()
    assert 'dir="rtl"' in mail.outbox[0].alternatives[0].content
    notice.refresh_from_db()
    assert notice.language == "ar"


def test_a_repeated_mail_keeps_its_message_id(notice):
    send_due()
    Notice.objects.update(state=NoticeState.QUEUED, sent_at=None, done_at=None)
    send_due()
    first, second = (m.message()["Message-ID"] for m in mail.outbox)
    assert first == second == notice.message_id


def test_nothing_is_owed_when_the_caller_fails(participant, greeting):
    @transaction.atomic
    def fails_half_way():
        queue_notice(person=participant, kind=greeting, context={})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_half_way()
    assert not Notice.objects.exists()


def test_an_unknown_kind_is_a_bug_found_at_once(participant):
    with pytest.raises(TemplateDoesNotExist):
        queue_notice(person=participant, kind="no-such-kind", context={})


def test_a_delayed_notice_waits(participant, greeting):
    queue_notice(person=participant, kind=greeting, context={}, due_at=timezone.now() + dt.timedelta(hours=1))
    assert send_due() == 0


def test_a_closed_account_gets_no_mail(notice, participant):
    participant.is_active = False
    participant.save()
    assert send_due() == 0
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert notice.error


def test_a_mail_server_that_is_away_is_asked_again_later(notice, monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _raise(ConnectionRefusedError()))
    assert send_due() == 0
    notice.refresh_from_db()
    assert notice.state == NoticeState.QUEUED
    assert notice.due_at > timezone.now()


def test_a_refused_address_is_not_asked_again(notice, monkeypatch):
    refused = smtplib.SMTPRecipientsRefused({"amina@example.org": (550, b"no such user")})
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _raise(refused))
    send_due()
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert "550" in notice.error


def test_a_notice_tried_too_often_is_shown_as_failed(notice):
    Notice.objects.update(attempts=MAX_ATTEMPTS, claimed_until=timezone.now() - LEASE)
    send_due()
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert not mail.outbox


def _raise(error):
    def send_messages(self, messages):
        raise error

    return send_messages
