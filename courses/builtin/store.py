"""Rows that the product brings: written once, renewed while nobody edited them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from i18nfield.strings import LazyI18nString

from courses.models import BuiltinText
from lms.common.languages import texts_of


def digest(texts: dict[str, Any]) -> str:
    """SHA-256 of texts by field name, whatever their form (i18nfield string, mapping, plain)."""
    plain = {name: texts_of(value) for name, value in texts.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Store:
    """The loader's memory for one run: which texts were written before, read in one query."""

    def __init__(self, using: str) -> None:
        self.using = using
        self.known = dict(BuiltinText.objects.using(using).values_list("name", "digest"))

    def remember(self, name: str, value: str) -> None:
        """Keep ``value`` as what the product wrote under ``name``."""
        BuiltinText.objects.using(self.using).update_or_create(name=name, defaults={"digest": value})
        self.known[name] = value

    def put[M: models.Model](
        self, name: str, model: type[M], lookup: dict[str, Any], texts: dict[str, dict[str, str]], **defaults: Any
    ) -> M | None:
        """Insert the row of ``lookup`` or renew its texts; ``None`` where somebody deleted it.

        ``texts`` are the translated fields; ``defaults`` are set only when the row is made.
        """
        row = model._default_manager.using(self.using).filter(**lookup).first()
        new, old = digest(texts), self.known.get(name)
        values = {field: LazyI18nString(data) for field, data in texts.items()}
        if row is None:
            if old is not None:
                return None
            row = model(**lookup, **values, **defaults)
            row.save(using=self.using)
            self.remember(name, new)
        elif old not in {None, new} and digest({field: getattr(row, field) for field in texts}) == old:
            for field, value in values.items():
                setattr(row, field, value)
            row.save(using=self.using)
            self.remember(name, new)
        return row
