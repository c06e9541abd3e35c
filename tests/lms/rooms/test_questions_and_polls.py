"""Questions under a pen name, wishes for an answer, polls without names, hands."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from lms.common.errors import Refused
from lms.rooms import actions
from lms.rooms.access import MODERATOR, PARTICIPANT
from lms.rooms.actions.polls import close_due_polls
from lms.rooms.frames import as_dict, events_after, frames_of
from lms.rooms.models import Mode, Poll, PollVote, Question, RoomEvent, RoomMember
from lms.rooms.names import member_of
from lms.rooms.snapshot import snapshot


def ask(room, person, text="When may we stop the tool?", client_id="q1"):
    return actions.ask_question(room=room, person=person, text=text, client_id=client_id)


def seen_by(room, person, rights=PARTICIPANT):
    return snapshot(room, member_of(room, person), rights)


def test_nobody_who_asks_is_named_on_any_screen(room, participant, trainer):
    event = ask(room, participant)
    pen_name = RoomMember.objects.get(room=room, person=participant).pen_name
    for staff in (False, True):
        text = repr(as_dict(event, staff=staff))
        assert pen_name in text
        assert "Amina" not in text
        assert "BH" not in text


def test_where_questions_are_read_first_the_room_sees_them_once_approved(room, participant, trainer, rights, stranger):
    rights[stranger.pk] = PARTICIPANT
    actions.set_mode(room=room, person=trainer, mode=Mode.QUESTIONS, client_id="m")
    event = ask(room, participant, text="Is my name hidden?")
    waiting = frames_of(events_after(room.pk, event.number - 1))[0]
    assert "hidden" not in waiting.public
    assert "hidden" in waiting.staff
    assert seen_by(room, stranger).questions == []
    assert seen_by(room, participant).questions[0]["text"] == "Is my name hidden?"
    actions.approve_question(room=room, person=trainer, number=event.number, client_id="a")
    approved = frames_of(events_after(room.pk, event.number))[0]
    assert "Is my name hidden?" in approved.public
    assert [q["q"] for q in seen_by(room, stranger).questions] == ["open"]


def test_a_wish_counts_once_and_can_be_taken_back(room, participant, trainer):
    number = ask(room, trainer).number
    counts = [actions.upvote(room=room, person=participant, number=number, on=on) for on in (True, True, False, False)]
    assert counts == [1, 1, 0, 0]
    assert RoomEvent.objects.filter(room=room, kind="upvote").count() == 2
    assert not RoomEvent.objects.filter(room=room, kind="upvote", member__isnull=False).exists()


def test_one_question_is_being_answered_at_a_time(room, participant, trainer):
    first, second = ask(room, participant), ask(room, participant, "And who decides?", "q2")
    actions.answer_question(room=room, person=trainer, number=first.number, client_id="1")
    actions.answer_question(room=room, person=trainer, number=second.number, client_id="2")
    actions.finish_question(room=room, person=trainer, number=second.number, client_id="3")
    assert list(Question.objects.order_by("pk").values_list("state", flat=True)) == ["open", "answered"]
    with pytest.raises(Refused):
        actions.upvote(room=room, person=participant, number=second.number, on=True)


def test_only_those_who_run_the_room_answer(room, participant):
    number = ask(room, participant).number
    with pytest.raises(Refused) as refused:
        actions.finish_question(room=room, person=participant, number=number, client_id="x")
    assert refused.value.code == "not_allowed"


def poll(room, trainer, **fields):
    fields = {"text": "What holds your unit back?", "options": ["Time", "Rules"], "client_id": "p"} | fields
    return actions.start_poll(room=room, person=trainer, **fields)


def test_a_vote_can_be_changed_and_counts_once(room, participant, trainer):
    number = poll(room, trainer).number
    assert actions.vote(room=room, person=participant, number=number, option=0) == [1, 0]
    assert actions.vote(room=room, person=participant, number=number, option=0) == [1, 0]
    assert actions.vote(room=room, person=participant, number=number, option=1) == [0, 1]
    assert actions.vote(room=room, person=trainer, number=number, option=1) == [0, 2]
    assert RoomEvent.objects.filter(room=room, kind="vote").count() == 3


def test_nobody_who_reads_the_tables_learns_who_chose_what(room, participant, trainer):
    number = poll(room, trainer).number
    actions.vote(room=room, person=participant, number=number, option=0)
    assert {f.name for f in PollVote._meta.get_fields()} == {"id", "poll", "voter", "option"}
    assert RoomEvent.objects.get(room=room, kind="vote").member is None
    assert seen_by(room, participant).polls[0]["vote"] == 0
    assert seen_by(room, trainer, MODERATOR).polls[0]["vote"] is None


@pytest.mark.parametrize("options", [[], ["one"], ["same", "same"], [str(n) for n in range(9)], ["", "b"]])
def test_a_poll_needs_two_to_eight_different_options(room, trainer, options):
    with pytest.raises(Refused):
        poll(room, trainer, options=options)
    assert not Poll.objects.exists()


def test_a_poll_ends_by_hand_or_by_the_clock(room, participant, trainer):
    by_hand, by_clock = poll(room, trainer), poll(room, trainer, client_id="p2", seconds=60)
    actions.close_poll(room=room, person=trainer, number=by_hand.number, client_id="c")
    Poll.objects.filter(event=by_clock).update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    for event in (by_hand, by_clock):
        with pytest.raises(Refused) as refused:
            actions.vote(room=room, person=participant, number=event.number, option=0)
        assert refused.value.code == "closed"
    assert [close_due_polls(), close_due_polls()] == [1, 0]
    assert RoomEvent.objects.filter(room=room, kind="poll_closed").count() == 2


def test_a_retry_of_a_poll_or_question_makes_no_second_one(room, participant, trainer):
    assert poll(room, trainer).pk == poll(room, trainer).pk
    assert ask(room, participant).pk == ask(room, participant).pk
    assert (Poll.objects.count(), Question.objects.count()) == (1, 1)


def test_hands_go_up_and_are_lowered_by_the_trainer(room, participant, trainer):
    actions.move_hand(room=room, person=participant, up=True)
    assert actions.move_hand(room=room, person=participant, up=True) is None
    member = RoomMember.objects.get(room=room, person=participant)
    assert [p["m"] for p in seen_by(room, trainer, MODERATOR).people if p["hand"]] == [member.pk]
    actions.move_hand(room=room, person=trainer, up=False, member_id=member.pk)
    member.refresh_from_db()
    assert member.hand_raised_at is None
    trainers = RoomMember.objects.get(room=room, person=trainer)
    with pytest.raises(Refused):
        actions.move_hand(room=room, person=participant, up=False, member_id=trainers.pk)
