"""Send the mails that are owed."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms.common.work import MAX_ATTEMPTS
from lms.notices.letter import Letter, write_letter, write_outside_letter
from lms.notices.models import ADDRESS_REFUSED, TOLD_WHEN_CLOSED, Notice, NoticeState, OutsideMail

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


def send_outside(limit: int = 500) -> int:
    """Send up to ``limit`` mails to people without an account; return how many left. See ``send_due``."""
    _give_up()
    sent = 0
    tried = 0
    while tried < limit:
        mails = OutsideMail.objects.all().claim(min(BATCH, limit - tried))
        if not mails:
            break
        tried += len(mails)
        sent += sum(_send_outside(mail) for mail in mails)
    return sent


def _send(notice: Notice) -> bool:
    person = notice.person
    if not person.email or not (person.is_active or notice.kind in TOLD_WHEN_CLOSED):
        return _fail(notice, "The account is closed or has no address.")
    letter = _hand_over(notice, lambda: write_letter(notice), person.email)
    if letter is None:
        return False
    with transaction.atomic():
        if not notice.finish():
            # The lease ran out meanwhile; whoever holds the row now sends the same mail once more.
            return False
        Notice.objects.filter(pk=notice.pk).update(
            state=NoticeState.SENT, sent_at=timezone.now(), language=letter.language, last_error=""
        )
    return True


def _send_outside(mail: OutsideMail) -> bool:
    if _hand_over(mail, lambda: write_outside_letter(mail), mail.address) is None:
        return False
    with transaction.atomic():
        if not mail.finish():
            return False
        OutsideMail.objects.filter(pk=mail.pk).update(
            state=NoticeState.SENT, sent_at=timezone.now(), last_error="", address="", context={}
        )
    return True


def _hand_over(row: Notice | OutsideMail, write: Callable[[], Letter], address: str) -> Letter | None:
    """Write the mail and give it to the mail server; None if it is to be tried later or never."""
    try:
        letter = write()
        mail = EmailMultiAlternatives(
            letter.subject,
            letter.text,
            settings.DEFAULT_FROM_EMAIL,
            [address],
            headers={
                "Message-ID": row.message_id,
                "Auto-Submitted": "auto-generated",
                "Content-Language": letter.language,
            },
        )
        mail.attach_alternative(letter.html, "text/html")
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and all(code >= 500 for code in codes):
            _fail(row, f"{ADDRESS_REFUSED} ({codes[0]}).")
        else:
            row.retry("The mail server asked to try later.")
        return None
    except (OSError, smtplib.SMTPException) as error:
        # The mail server is away: smtplib's errors are OSErrors, as are lost lines and full disks.
        row.retry(f"The mail server could not be reached ({type(error).__name__}).")
        return None
    except Exception as error:
        # One broken text must not hold up all other mails; it is tried again, then shown as failed.
        logger.exception("%s %s (%s)", type(row).__name__, row.pk, row.kind)
        row.retry(f"The mail could not be written ({type(error).__name__}).")
        return None
    return letter


def _fail(row: Notice | OutsideMail, reason: str) -> bool:
    with transaction.atomic():
        if row.finish():
            failed: dict[str, Any] = {"state": NoticeState.FAILED, "last_error": reason}
            if isinstance(row, OutsideMail):
                failed |= {"address": "", "context": {}}
            type(row)._default_manager.filter(pk=row.pk).update(**failed)
    return False


def _give_up() -> None:
    """Mails tried too often are shown as failed, so that somebody looks."""
    now = timezone.now()
    tried_too_often = Q(Q(claimed_until=None) | Q(claimed_until__lt=now), done_at=None, attempts__gte=MAX_ATTEMPTS)
    tried_too_often &= Q(state=NoticeState.QUEUED)
    Notice.objects.filter(tried_too_often).update(state=NoticeState.FAILED, done_at=now)
    OutsideMail.objects.filter(tried_too_often).update(state=NoticeState.FAILED, done_at=now, address="", context={})
