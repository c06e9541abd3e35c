"""The look of every form field: our own templates around Django's widgets."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders fields with label above, hint, and error (``templates/components/field.html``)."""

    field_template_name = "components/field.html"
