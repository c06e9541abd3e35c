"""Send the mails that are owed."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms.common.work import MAX_ATTEMPTS
from lms.notices.letter import write_letter
from lms.notices.models import Notice, NoticeState

logger = logging.getLogger(__name__)
BATCH = 20


def send_due(limit: int = 500) -> int:
    """Send up to ``limit`` notices whose time has come; return how many left.

    A process that dies between handing a mail over and noting it sends it again when its lease
    ends, under the same Message-ID: receivers and the file store see one mail.
    """
    _give_up()
    sent = 0
    tried = 0
    while tried < limit:
        notices = Notice.objects.select_related("person").claim(min(BATCH, limit - tried))
        if not notices:
            break
        tried += len(notices)
        sent += sum(_send(notice) for notice in notices)
    return sent


def _send(notice: Notice) -> bool:
    person = notice.person
    if not person.is_active or not person.email:
        return _fail(notice, "The account is closed or has no address.")
    try:
        letter = write_letter(notice)
        mail = EmailMultiAlternatives(
            letter.subject,
            letter.text,
            settings.DEFAULT_FROM_EMAIL,
            [person.email],
            headers={"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(letter.html, "text/html")
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and all(code >= 500 for code in codes):
            return _fail(notice, f"The address was refused ({codes[0]}).")
        notice.retry("The mail server asked to try later.")
        return False
    except (OSError, smtplib.SMTPException) as error:
        # The mail server is away: smtplib's errors are OSErrors, as are lost lines and full disks.
        notice.retry(f"The mail server could not be reached ({type(error).__name__}).")
        return False
    except Exception as error:
        # One broken text must not hold up all other mails; it is tried again, then shown as failed.
        logger.exception("notice %s (%s)", notice.pk, notice.kind)
        notice.retry(f"The mail could not be written ({type(error).__name__}).")
        return False
    with transaction.atomic():
        if not notice.finish():
            # The lease ran out meanwhile; whoever holds the row now sends the same mail once more.
            return False
        Notice.objects.filter(pk=notice.pk).update(
            state=NoticeState.SENT, sent_at=timezone.now(), language=letter.language, last_error=""
        )
    return True


def _fail(notice: Notice, reason: str) -> bool:
    with transaction.atomic():
        if notice.finish():
            Notice.objects.filter(pk=notice.pk).update(state=NoticeState.FAILED, last_error=reason)
    return False


def _give_up() -> None:
    """Notices tried too often are shown as failed, so that somebody looks."""
    now = timezone.now()
    Notice.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now),
        state=NoticeState.QUEUED,
        done_at=None,
        attempts__gte=MAX_ATTEMPTS,
    ).update(state=NoticeState.FAILED, done_at=now)
