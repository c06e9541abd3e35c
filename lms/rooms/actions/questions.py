"""Ask under a pen name, wish for an answer, answer."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.people.models import Person
from lms.rooms.access import may_ask
from lms.rooms.actions.append import Draft, append, event_of, locked, moderator, once, speaker
from lms.rooms.models import EventKind, EventState, Mode, Question, QuestionState, Room, RoomEvent, Upvote
from lms.rooms.text import clean


def ask_question(*, room: Room, person: Person, text: str, client_id: str, language: str = "") -> RoomEvent | None:
    """Ask under her pen name. Where questions are read first, the room sees it once it is approved.

    Raises Refused: ``no_access``, ``silenced``, ``mode``, and those of ``clean``.
    """
    who = speaker(room, person)
    if who.member.is_silenced and not who.rights.moderate:
        raise Refused(_("The people who run this room have paused your messages."), code="silenced")
    cleaned = clean(text)

    def write(held: Room) -> Draft:
        if not may_ask(who.rights, held.mode):
            raise Refused(_("Questions are closed at the moment."), code="mode")
        draft = who.draft(EventKind.QUESTION, payload={"text": cleaned}, language=language if language in CODES else "")
        # The room sees a pen name, without country and without the mark of the staff.
        draft.author_name, draft.author_country, draft.by_staff = who.member.pen_name, "", False
        draft.payload["waiting"] = held.mode == Mode.QUESTIONS and not who.rights.is_staff
        return draft

    with locked(room.pk):
        event = once(room=room, who=who, client_id=client_id, write=write)
        if event is not None and event.kind == EventKind.QUESTION:
            waiting = event.payload["waiting"]
            Question.objects.get_or_create(
                event=event, defaults={"state": QuestionState.WAITING if waiting else QuestionState.OPEN}
            )
        return event


def approve_question(*, room: Room, person: Person, number: int, client_id: str) -> RoomEvent | None:
    """Show a waiting question to the room. Approving twice changes nothing."""
    who = moderator(room, person)

    def write(held: Room) -> Draft | None:
        event = event_of(held, number, EventKind.QUESTION)
        changed = Question.objects.filter(event=event, state=QuestionState.WAITING).update(state=QuestionState.OPEN)
        return who.draft(EventKind.APPROVE, target=number) if changed else None

    return once(room=room, who=who, client_id=client_id, write=write)


def upvote(*, room: Room, person: Person, number: int, on: bool) -> int:
    """Wish for an answer (or no longer); returns the number of wishes. Repeating it changes nothing."""
    who = speaker(room, person)
    with locked(room.pk) as held:
        question = _question(held, number)
        if question.state == QuestionState.WAITING or question.event.state != EventState.SHOWN:
            raise Refused(_("This is no longer here."), code="not_found")
        if question.state == QuestionState.ANSWERED:
            raise Refused(_("This question has been answered."), code="answered")
        if on:
            changed = Upvote.objects.get_or_create(question=question, member=who.member)[1]
        else:
            changed = bool(Upvote.objects.filter(question=question, member=who.member).delete()[0])
        if changed:
            Question.objects.filter(pk=question.pk).update(votes=F("votes") + (1 if on else -1))
            question.refresh_from_db(fields=["votes"])
            # Without a member: the room learns how many, not who.
            append(held, [Draft(EventKind.UPVOTE, target=number, payload={"votes": question.votes})])
    return question.votes


def answer_question(*, room: Room, person: Person, number: int, client_id: str) -> RoomEvent | None:
    """Take up a question; the one that was being answered goes back to the open ones."""
    who = moderator(room, person)

    def write(held: Room) -> Draft | None:
        question = _question(held, number)
        if question.state == QuestionState.ANSWERING:
            return None
        Question.objects.filter(event__room=held, state=QuestionState.ANSWERING).update(state=QuestionState.OPEN)
        Question.objects.filter(pk=question.pk).update(state=QuestionState.ANSWERING, answered_at=None)
        return who.draft(EventKind.ANSWERING, target=number)

    return once(room=room, who=who, client_id=client_id, write=write)


def finish_question(*, room: Room, person: Person, number: int, client_id: str) -> RoomEvent | None:
    """Mark a question as answered."""
    who = moderator(room, person)

    def write(held: Room) -> Draft | None:
        question = _question(held, number)
        if question.state == QuestionState.ANSWERED:
            return None
        Question.objects.filter(pk=question.pk).update(state=QuestionState.ANSWERED, answered_at=timezone.now())
        return who.draft(EventKind.ANSWERED, target=number)

    return once(room=room, who=who, client_id=client_id, write=write)


def _question(room: Room, number: int) -> Question:
    found = Question.objects.filter(event__room=room, event__number=number).select_related("event").first()
    if found is None:
        raise Refused(_("This is no longer here."), code="not_found")
    return found
