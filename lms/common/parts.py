"""The living page of all parts: what the style sheets define, seen together. Only in demonstrations."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lms.common.templatetags.ui import WORDS

SPRITE = Path(settings.BASE_DIR) / "lms" / "static" / "icons" / "sprite.svg"


class PartsForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Full name"), help_text=_("As it shall stand on the certificate."))
    email = forms.EmailField(label=_("Official e-mail"))
    country = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("ar", "العربية")])
    why = forms.CharField(label=_("Function"), widget=forms.Textarea, required=False)
    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    answer = forms.ChoiceField(
        label=_("Which one fits?"),
        widget=forms.RadioSelect,
        choices=[("a", _("A person checks the result before anything is done")), ("b", _("The tool decides"))],
    )
    file = forms.FileField(label=_("File"), required=False)
    agree = forms.BooleanField(label=_("I have read the ground rules"))


@login_not_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """All parts with their states; 404 outside of demonstrations and development."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    icons = re.findall(r'<symbol id="(?!state-|brand)([\w-]+)"', SPRITE.read_text(encoding="utf-8"))
    start = dt.datetime(2027, 3, 1, 6, 0, tzinfo=dt.UTC)
    context = {
        "states": list(WORDS),
        "icons": icons,
        "form": PartsForm({"name": "Amina Sarr", "email": "a.sarr@", "answer": "a"}),
        "start": start,
        "end": start + dt.timedelta(minutes=90),
        "late": start + dt.timedelta(hours=16),
    }
    return render(request, "components/parts.html", context)
