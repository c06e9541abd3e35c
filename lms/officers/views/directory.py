"""The directory and the page of one officer."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.audit.actions import record_view
from lms.common import languages
from lms.common.errors import Refused
from lms.officers.access import member_of, visible_to
from lms.officers.actions.contact import REASON_LIMIT, ask_for_contact
from lms.officers.directory import Filters, find
from lms.officers.forms import AskForm
from lms.officers.inbox import waiting_for
from lms.officers.limits import TooMuch, count_profile
from lms.officers.models import ContactRequest, Conversation, Listing
from lms.officers.showing import card_of
from lms.people.models import Country, Person


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """The members who let others find them, with words and filters in the address."""
    person = member_of(request)
    filters = Filters.of(request.GET)
    after = request.GET.get("after", "")
    found = find(person, filters, after=after)
    if found.rows:
        record_view(actor=person, what="officers.list", rows=len(found.rows), part=request.GET.urlencode())
    context = {
        "found": found,
        "filters": filters,
        "query": filters.query(),
        "after": after,
        "chips": [
            {"label": choice.label, "query": filters.query(without=(name, choice.key))} for name, choice in found.chips
        ],
        "is_listed": Listing.objects.filter(person=person).exists(),
        "waiting": waiting_for(person).count(),
    }
    return render(request, "officers/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What one officer shows, and the way to ask her."""
    person = member_of(request)
    listing = get_object_or_404(visible_to(person), pk=uid)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_contact(asker=person, uid=uid, reason=form.cleaned_data["reason"], language=languages.current())
        except Refused as refused:
            form.add_error("reason" if refused.code in {"empty", "too_long", "not_text"} else None, str(refused))
        else:
            messages.success(
                request,
                _("Your request is sent. If the officer agrees, you find a conversation under your requests."),
            )
            return HttpResponseRedirect(reverse("officers:requests"))
    try:
        count_profile(person, listing)
    except TooMuch:
        return _too_much(request)
    if listing.person_id != person.pk:
        record_view(actor=person, what="officers.profile", rows=1, target=listing, about=listing.person)
    countries = Country.objects.in_bulk([str(listing.seen.get("country", ""))])
    context = {
        "listing": listing,
        "card": card_of(listing.seen, countries),
        "form": form,
        "limit": REASON_LIMIT,
        "is_listed": Listing.objects.filter(person=person).exists(),
        **_between(person, listing),
    }
    return render(request, "officers/profile.html", context)


def _between(person: Person, listing: Listing) -> dict[str, object]:
    """What there is between the two already: a conversation, or a request of either side."""
    low, high = sorted((person.pk, listing.person_id))
    talk = Conversation.objects.filter(low=low, high=high).first()
    asked = ContactRequest.objects.filter(asker=person, asked=listing.person_id, is_open=True).first()
    asked_you = waiting_for(person).filter(asker=listing.person_id).first()
    return {"talk": talk, "asked": asked if asked is not None and not asked.has_ended else None, "asked_you": asked_you}


def _too_much(request: HttpRequest) -> HttpResponse:
    return render(request, "officers/too_much.html", status=429)
