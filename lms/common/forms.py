"""The look of every form field, and a field for a line of text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from lms.common.texts import clean_text


class Renderer(TemplatesSetting):
    """Renders fields with label above, hint, and error (``templates/components/field.html``)."""

    field_template_name = "components/field.html"


class CleanCharField(forms.CharField):
    """A line of text without invisible controls, otherwise as it was typed."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")
