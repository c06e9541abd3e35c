"""What every writable kind of row at the support desk stands on: each change there is in the audit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.forms import I18nTextarea, I18nTextInput
from i18nfield.strings import LazyI18nString

from lms.audit import personal_values
from lms.audit.actions import record

# They change with every save, and say nothing.
_SILENT = frozenset({"created_at", "updated_at"})

# Texts in several languages: the admin's own boxes know one only, and the page fails.
I18N_WIDGETS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    I18nCharField: {"widget": I18nTextInput},
    I18nTextField: {"widget": I18nTextarea},
}

type Values = dict[str, Any]


def values_of(model: type[Model], pk: Any) -> Values:
    """The stored values of one row, of its parents' tables too; empty if there is none."""
    return _told(model._base_manager.filter(pk=pk).values().first())


def _told(row: Values | None) -> Values:
    return {name: _plain(value) for name, value in (row or {}).items() if name not in _SILENT}


def _plain(value: Any) -> Any:
    """A text in several languages with those that it has; one that has none is empty, however it is stored."""
    if not isinstance(value, LazyI18nString):
        return value
    data = value.data
    return {code: text for code, text in data.items() if text} or "" if isinstance(data, dict) else data or ""


def pairs_of(before: Values, after: Values) -> dict[str, list[Any]]:
    """Field → [before, after] of what differs; a key to another row goes by the field's name."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name.removesuffix("_id"): [before.get(name), after.get(name)] for name in names}


class Audited:
    """Put before Django's ``ModelAdmin`` (or polymorphic's): adding, changing and deleting write an entry each.

    ``personal_fields`` hold words of persons: they are kept closed, like every field that is known to, with the key
    of who did it. ``audit_names`` renames a field whose name sounds like a person's (an agency's ``name``).
    """

    formfield_overrides: Any = I18N_WIDGETS
    personal_fields: frozenset[str] = frozenset()
    audit_names: dict[str, str] = {}

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        before = values_of(type(obj), obj.pk) if change else {}
        with transaction.atomic():
            super().save_model(request, obj, form, change)  # type: ignore[misc]  # of the ModelAdmin behind
            pairs = pairs_of(before, values_of(type(obj), obj.pk))
            if change:
                self._change(request, obj, pairs)
            else:
                self._record(request, "add", obj, pairs)

    def save_related(self, request: HttpRequest, form: ModelForm[Any], formsets: Any, change: bool) -> None:
        """Links to several rows, and the rows below (the options of a question)."""
        obj = form.instance
        with transaction.atomic():
            before = _links(obj), [_rows(formset) for formset in formsets]
            super().save_related(request, form, formsets, change)  # type: ignore[misc]
            self._change(request, obj, pairs_of(before[0], _links(obj)))
            for formset, old in zip(formsets, before[1], strict=True):
                new = _rows(formset)
                for pk in {**old, **new}:
                    row = formset.model(pk=pk)
                    pairs = pairs_of(old.get(pk, {}), new.get(pk, {}))
                    if pk not in new:
                        self._record(request, "delete", row, pairs)
                    elif pk not in old:
                        self._record(request, "add", row, pairs)
                    else:
                        self._change(request, row, pairs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            self._record(request, "delete", obj, pairs_of(values_of(type(obj), obj.pk), {}))
            super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The list's "delete": an entry for each row."""
        with transaction.atomic():
            for obj in queryset:
                self._record(request, "delete", obj, pairs_of(values_of(type(obj), obj.pk), {}))
            super().delete_queryset(request, queryset)  # type: ignore[misc]

    def _change(self, request: HttpRequest, obj: Model, pairs: dict[str, list[Any]]) -> None:
        if pairs:
            self._record(request, "change", obj, pairs)

    def _record(self, request: HttpRequest, what: str, obj: Model, pairs: dict[str, list[Any]]) -> None:
        named = {self.audit_names.get(name, name): pair for name, pair in pairs.items()}
        closed = {
            name
            for name, pair in named.items()
            if name in self.personal_fields or personal_values.is_personal(name, pair)
        }
        record(
            actor=request.user,
            verb=f"desk.{what}",
            target=obj,
            changes={name: pair for name, pair in named.items() if name not in closed},
            personal={name: pair for name, pair in named.items() if name in closed},
        )


class AuditedAdmin[M: Model](Audited, admin.ModelAdmin[M]):
    """A kind of row that the support desk may write, with every change in the audit."""


def _links(obj: Model) -> Values:
    names = [field.name for field in obj._meta.many_to_many]
    return {name: sorted(str(pk) for pk in getattr(obj, name).values_list("pk", flat=True)) for name in names}


def _rows(formset: Any) -> dict[Any, Values]:
    """The stored rows below, by their key."""
    model: type[models.Model] = formset.model
    found = model._base_manager.filter(**{formset.fk.name: formset.instance.pk}).values()
    return {row[model._meta.pk.attname]: _told(row) for row in found}
