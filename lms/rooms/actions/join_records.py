"""Two records of one officer become one: what she wrote in rooms where both were."""

from __future__ import annotations

from django.db.models import F

from lms.people.models import Person
from lms.rooms.actions.polls import voter_key
from lms.rooms.models import Poll, PollVote, Question, RoomEvent, RoomMember, Upvote


def join_members(keep: Person, gone: Person) -> int:
    """Move messages, votes and raised hands to the member that stays. Runs in the caller's transaction."""
    have = {one.room_id: one for one in RoomMember.objects.filter(person=keep)}
    done = 0
    for double in RoomMember.objects.filter(person=gone).select_for_update():
        mine = have.get(double.room_id)
        if mine is None:
            RoomMember.objects.filter(pk=double.pk).update(person=keep)
        else:
            _join(mine, double)
        done += 1
    return done


def _join(mine: RoomMember, double: RoomMember) -> None:
    for poll in Poll.objects.filter(event__room=mine.room_id):
        votes = PollVote.objects.filter(poll=poll)
        theirs = votes.filter(voter=voter_key(poll, double))
        if votes.filter(voter=voter_key(poll, mine)).exists():
            theirs.delete()
        else:
            theirs.update(voter=voter_key(poll, mine))
    twice = Upvote.objects.filter(member=double, question__in=Upvote.objects.filter(member=mine).values("question"))
    Question.objects.filter(pk__in=list(twice.values_list("question", flat=True)), votes__gt=0).update(
        votes=F("votes") - 1
    )
    twice.delete()
    Upvote.objects.filter(member=double).update(member=mine)
    # The name of a sending is its sender's own: two records may have used the same.
    sent = RoomEvent.objects.filter(member=mine).exclude(client_id="").values("client_id")
    RoomEvent.objects.filter(member=double, client_id__in=sent).update(client_id="")
    RoomEvent.objects.filter(member=double).update(member=mine)
    RoomMember.objects.filter(pk=mine.pk).update(
        is_silenced=mine.is_silenced or double.is_silenced,
        is_removed=mine.is_removed or double.is_removed,
        joined_at=min(mine.joined_at, double.joined_at),
    )
    double.delete()
