"""Rooms over plain HTTP: the page, the state, what is new, and writing, all under the same rights as sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.spreadsheets import write_csv
from lms.people.access import signed_in
from lms.people.agreements import undisturbed
from lms.people.stepup import fresh_login_required
from lms.rooms import commands, exports, rates
from lms.rooms.access import RoomRights, is_private, rights_of
from lms.rooms.entry import enter
from lms.rooms.frames import PAGE, events_after, frames_of, texts
from lms.rooms.models import Mode, Room, RoomMember
from lms.rooms.snapshot import here_counts, mark_visit, people_of, snapshot, you
from lms.rooms.text import MESSAGE_LIMIT, NAME_LIMIT


def room_context(request: HttpRequest, room: Room) -> dict[str, Any]:
    """What ``rooms/room.html`` needs; the page that includes it adds its own frame. Raises Http404 without rights."""
    rights, member = _enter(request, room)
    mark_visit(member)
    state = snapshot(room, member, rights)
    return {
        "room": room,
        "room_rights": rights,
        "room_private": is_private(room),
        "room_member": member,
        "room_state": state,
        "room_modes": Mode.choices,
        "room_message_limit": MESSAGE_LIMIT,
        "room_name_limit": NAME_LIMIT,
        "room_zone": timezone.get_current_timezone_name(),
        "room_client_id": get_random_string(20),
        "room_countries": {p["c"]: p["country"] for p in (m["by"] for m in state.messages) if p.get("c")}
        | {p["c"]: p["country"] for p in state.people if p["c"]},
    }


@require_GET
@undisturbed
def room_page(request: HttpRequest, room_id: int) -> HttpResponse:
    """A room on a page of its own."""
    return render(request, "rooms/page.html", room_context(request, get_object_or_404(Room, pk=room_id)))


@require_GET
@undisturbed
def screen(request: HttpRequest, room_id: int) -> HttpResponse:
    """The room on the big screen: the question being answered, the open ones, the running poll. No names."""
    room = get_object_or_404(Room, pk=room_id)
    rights = rights_of(signed_in(request), room)
    if rights is None or not rights.is_staff:
        raise Http404
    template = "rooms/screen.html#main" if request.GET.get("part") == "main" else "rooms/screen.html"
    return render(request, template, room_context(request, room))


@require_GET
def state(request: HttpRequest, room_id: int) -> HttpResponse:
    """The room as it stands, as JSON."""
    room = get_object_or_404(Room, pk=room_id)
    rights, member = _enter(request, room)
    mark_visit(member)
    return JsonResponse(snapshot(room, member, rights).as_json())


@require_GET
def events(request: HttpRequest, room_id: int) -> HttpResponse:
    """What came after ``?after=``: ``{"events": […], "last": n, "here": n, "you": {…}}``, or ``{"reset": true}``."""
    room = get_object_or_404(Room, pk=room_id)
    rights, member = _enter(request, room)
    raw = request.GET.get("after", "0")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0
    mark_visit(member)
    answer: dict[str, Any] = {
        "last": room.last_number,
        "here": here_counts([room.pk]).get(room.pk, 0),
        "you": you(room, member, rights),
    }
    if after > room.last_number or room.last_number - after > PAGE:
        return JsonResponse(answer | {"reset": True, "events": []})
    frames = frames_of(events_after(room.pk, after))
    return JsonResponse(
        answer
        | {
            "events": [json.loads(text) for text in texts(frames, staff=rights.moderate)],
            "last": frames[-1].number if frames else after,
        }
    )


@require_GET
def people(request: HttpRequest, room_id: int) -> HttpResponse:
    """Who is here, in the reader's language."""
    room = get_object_or_404(Room, pk=room_id)
    rights, _member = _enter(request, room)
    return JsonResponse({"people": people_of(room, staff=rights.moderate)})


@require_POST
def send(request: HttpRequest, room_id: int) -> HttpResponse:
    """What a socket would carry, as a JSON object or as a form; a form goes back to its page."""
    room = get_object_or_404(Room, pk=room_id)
    person = signed_in(request)
    _enter(request, room)
    is_json = request.content_type == "application/json"
    try:
        frame = _json_object(request) if is_json else _form_frame(request)
        if not rates.allow(person.pk):
            raise Refused(_("That was too fast. Your text is kept; please send it again in a moment."), code="rate")
        answer = commands.perform(room=room, person=person, frame=frame)
    except Refused as refused:
        if is_json:
            refusal = {"t": "no", "code": refused.code, "reason": str(refused.reason)}
            return JsonResponse(refusal, status=429 if refused.code == "rate" else 409)
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(_back(request, room))
    return JsonResponse(answer) if is_json else HttpResponseRedirect(_back(request, room))


@require_GET
@fresh_login_required
def export_text(request: HttpRequest, room_id: int) -> StreamingHttpResponse:
    """The room's log to read, for those who run it."""
    room = _moderated(request, room_id)
    _note_export(request, room)
    return _attachment(exports.as_text(room), "text/plain; charset=utf-8", f"room-{room.pk}.txt")


@require_GET
@fresh_login_required
def export_csv(request: HttpRequest, room_id: int) -> StreamingHttpResponse:
    """The room's log as a table, for those who run it."""
    room = _moderated(request, room_id)
    _note_export(request, room)
    content = write_csv(exports.headings(), exports.rows(room))
    return _attachment(content, "text/csv; charset=utf-8", f"room-{room.pk}.csv")


def _note_export(request: HttpRequest, room: Room) -> None:
    """The log names everybody who wrote in it."""
    people = room.members.count()
    record_view(actor=signed_in(request), what="rooms.room", target=room, rows=people, verb="rooms.export_room")


def _moderated(request: HttpRequest, room_id: int) -> Room:
    room = get_object_or_404(Room, pk=room_id)
    # No visit, so that nobody is in the room by asking for what is not hers.
    rights = rights_of(signed_in(request), room)
    if rights is None or not rights.moderate:
        raise Http404
    return room


def _attachment(content: Iterator[str] | Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(content, content_type=kind, headers=disposition)


def _enter(request: HttpRequest, room: Room) -> tuple[RoomRights, RoomMember]:
    found = enter(room, signed_in(request))
    if found is None:
        raise Http404
    return found


def _json_object(request: HttpRequest) -> dict[str, Any]:
    try:
        frame = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This could not be read."), code="bad_frame") from error
    if not isinstance(frame, dict):
        raise Refused(_("This could not be read."), code="bad_frame")
    client_id = frame.get("cid")
    if client_id is not None and not (isinstance(client_id, str) and client_id.isascii()):
        raise Refused(_("This could not be read."), code="bad_frame")
    return frame


def _form_frame(request: HttpRequest) -> dict[str, Any]:
    """A form's fields; a button of a list says all in one word, as in ``hide:12`` or ``vote:15:2``."""
    frame: dict[str, Any] = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if "do" in frame:
        word, _colon, rest = str(frame["do"]).partition(":")
        about, _colon, detail = rest.partition(":")
        frame |= {"k": word, "of": about, "m": about if word == "hand" else ""}
        frame |= {"on": detail, "up": detail, "option": detail, "cid": get_random_string(20)}
    return frame


def _back(request: HttpRequest, room: Room) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("rooms:room", args=[room.pk])
