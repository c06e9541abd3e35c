"""Requests and conversations."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.common.errors import Refused
from lms.officers.access import listings_of, member_of
from lms.officers.actions.contact import accept, decline, withdraw
from lms.officers.conversations import conversations_of, other_of
from lms.officers.inbox import inbox_of
from lms.officers.models import Side
from lms.rooms.views import room_context


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, one's own requests, and conversations."""
    inbox = inbox_of(member_of(request))
    return render(request, "officers/requests.html", {"inbox": inbox, "waiting": len(inbox.received)})


@require_POST
def accept_request(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Yes: into the conversation."""
    try:
        conversation = accept(uid=uid, person=member_of(request))
    except Refused as refused:
        return _refused(request, refused)
    return HttpResponseRedirect(conversation.get_absolute_url())


@require_POST
def decline_request(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """No, without a word to the other side."""
    try:
        decline(uid=uid, person=member_of(request))
    except Refused as refused:
        return _refused(request, refused)
    messages.success(request, _("Done. The other officer is not told."))
    return HttpResponseRedirect(reverse("officers:requests"))


@require_POST
def withdraw_request(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take back one's own request."""
    try:
        withdraw(uid=uid, person=member_of(request))
    except Refused as refused:
        return _refused(request, refused)
    messages.success(request, _("Your request is withdrawn."))
    return HttpResponseRedirect(reverse("officers:requests"))


@require_safe
def conversation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The private talk of two; for everybody else it does not exist."""
    person = member_of(request)
    talk = get_object_or_404(conversations_of(person), pk=uid)
    other = other_of(talk, person)
    side = get_object_or_404(Side, conversation=talk, person=other)
    context = {
        "conversation": talk,
        "name": side.name,
        "listing": listings_of(person, [other]).get(other),
        "room_title": side.name,
        "room_back_url": reverse("officers:requests"),
        "room_report_url": reverse("officers:report", args=["conversation", talk.pk]),
        **room_context(request, talk.room),
    }
    return render(request, "officers/conversation.html", context)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    if refused.code == "not_found":
        raise Http404
    messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("officers:requests"))
