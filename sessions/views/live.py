"""Live rooms: the one of a session, and the way to what is on now."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lms.common import when
from lms.people.access import signed_in
from lms.people.agreements import undisturbed
from lms.rooms.views import room_context
from sessions import access, agenda
from sessions import live as binding
from sessions.models import TrainingSession


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """What is live for her: straight into the room if there is one, else what comes next."""
    today = agenda.next_for(signed_in(request))
    open_items = [item for item in today.items if item.is_open]
    running = [item for item in open_items if item.is_now]
    if len(running) == 1:
        return redirect("sessions:room", running[0].session.pk)
    return render(request, "sessions/live.html", {"items": open_items, "upcoming": today.upcoming})


@require_GET
@undisturbed
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """The live room of a session, opened by the first who comes."""
    person = signed_in(request)
    visible = TrainingSession.objects.visible_to(person)
    session = get_object_or_404(visible.select_related("training", "room", "lesson__module__course"), pk=pk)
    if session.is_break or session.is_cancelled or not access.can_join(person, session.training):
        raise Http404
    (item,) = agenda.items_of([session], person, timezone.now())
    own_end = session.ends_at.astimezone(timezone.get_current_timezone())
    context = {
        "session": session,
        "item": item,
        "training": session.training,
        "can_mark": access.can_mark(person, session.training),
        # The room keeps the title in the language of the training; its page speaks its reader's.
        "room_title": session.title,
        "room_back_url": reverse("sessions:agenda", args=[session.training.slug]),
        "room_caption": _("until %(time)s your time") % {"time": when.clock(own_end)} if item.is_open else "",
    }
    return render(request, "sessions/room.html", room_context(request, binding.room_of(session)) | context)
