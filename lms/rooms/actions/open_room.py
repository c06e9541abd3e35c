"""Open a room."""

from __future__ import annotations

from lms.rooms.models import Mode, Room


def open_room(*, kind: str, ref: str, title: str, mode: str = Mode.OPEN) -> Room:
    """The room of ``kind`` and ``ref``, made if it is not there yet; the title follows the owner's."""
    room, made = Room.objects.get_or_create(kind=kind, ref=ref, defaults={"title": title[:200], "mode": mode})
    if not made and room.title != title[:200]:
        room.title = title[:200]
        room.save(update_fields=["title", "updated_at"])
    return room
