"""Durable live rooms: gapless event log, hub, consumer, catch-up, moderation. Knows nothing of trainings.

A room is named by ``kind`` and ``ref`` (both text). The package that opens rooms of a kind
says who may do what in them, from its ``AppConfig.ready``::

    from lms.rooms.access import register_policy
    register_policy("session", policy, many=policy_of_many)

``policy(person, room) -> RoomRights | None`` (None = the room does not exist for her) is asked on
every request, on connecting and on every frame. ``many(room, people) -> dict[person id, RoomRights]``
answers the same for all open sockets of a room in one go; it is asked every second, so give it
a constant number of queries (without it, ``policy`` is called for each person).

``private_name=`` makes the rooms of a kind talks between few: see ``register_policy``.

Verbs: ``actions.open_room``, ``actions.post_message``, ``actions.ask_question`` … (see ``actions``).

To show a room on a page of another package::

    return render(request, "sessions/room.html", {**room_context(request, room), …})

    {% include "rooms/room.html" %}

with ``room_context`` from ``lms.rooms.views`` (raises Http404 for those whom the policy refuses).
The page extends ``base.html`` (or ``base_focus.html``), and its ``scripts`` block includes
``rooms/scripts.html``, its ``styles`` block ``rooms/head.html``. Set ``room_back_url`` and
``room_caption`` (one line under the title, such as the time) in the context to fill the bar.

May import: people, notices, audit, common.
"""
