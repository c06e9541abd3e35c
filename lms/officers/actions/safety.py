"""Stay away from somebody, and tell the moderators."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.officers.models import Block, ContactRequest, Conversation, Report, RequestState
from lms.officers.subjects import Subject
from lms.officers.vocabulary import ReportReason
from lms.people.models import Person
from lms.rooms.models import Room
from lms.rooms.text import clean

NOTE_LIMIT = 500


@transaction.atomic
def block(*, person: Person, other: Person, label: str = "") -> Block:
    """From now on the two do not see each other, and their conversation is closed; the other is not told.

    Raises Refused ``self``.
    """
    if person.pk == other.pk:
        raise Refused(_("You cannot block yourself."), code="self")
    low, high = sorted((person.pk, other.pk))
    talk = Conversation.objects.filter(low=low, high=high).first()
    if talk is not None:
        # Who writes holds the room and looks for a block under that lock: a message stands before the
        # block or not at all.
        Room.objects.select_for_update().get(pk=talk.room_id)
    made, _new = Block.objects.get_or_create(blocker=person, blocked=other, defaults={"label": label[:60]})
    between = ContactRequest.objects.filter(low=low, high=high, is_open=True)
    between.filter(asker=other, state=RequestState.WAITING).update(state=RequestState.DECLINED)
    between.filter(asker=person).update(is_open=False, state=RequestState.WITHDRAWN)
    return made


def unblock(*, person: Person, block_id: int) -> None:
    """Let the two see each other again, unless the other one has blocked her as well."""
    Block.objects.filter(blocker=person, pk=block_id).delete()


@transaction.atomic
def report(*, person: Person, subject: Subject, reason: str, note: str = "", also_block: bool = False) -> Report:
    """Tell the moderators; they get what was reported as it is at this moment, and nothing around it.

    Reporting the same thing twice while it is open is one report. Raises Refused: ``reason``, ``too_long``,
    ``not_text``.
    """
    if reason not in ReportReason.values:
        raise Refused(_("Choose a reason."), code="reason", field="reason")
    note = clean(note, limit=NOTE_LIMIT) if note.strip() else ""
    about = {
        "reporter": person,
        "subject": subject.person,
        "source": subject.source,
        "ref": subject.ref,
        "number": subject.number,
    }
    found = Report.objects.filter(**about, decided_at=None).first()
    if found is None:
        try:
            with transaction.atomic():
                found = Report.objects.create(**about, reason=reason, note=note, snapshot=subject.snapshot)
        except IntegrityError:
            # The second of two presses at once.
            found = Report.objects.get(**about, decided_at=None)
    if also_block:
        block(person=person, other=subject.person, label=subject.label)
    return found
