"""Whatever is kept about a person is declared once, in its package's ``personal.py``, or left out for a reason."""

import dataclasses
import re
from collections import Counter

import pytest
from django.apps import apps
from django.db import models
from django.db.models import CASCADE, DO_NOTHING, PROTECT
from i18nfield.fields import I18nCharField, I18nTextField

from lms.people.models import Person
from lms.privacy.outside import OUTSIDE, WORDS
from lms.privacy.registry import holdings, model_of

DECLARED = Counter(holding.model for holding in holdings())
MODELS = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
# Fields that could carry a name or an address.
TELLING = re.compile(r"name|mail|address|phone|note|comment|message|title|host|label|person|officer|text|reason")


def links(model):
    """The foreign keys of a model (through and parent rows included), with the model they lead to."""
    for field in model._meta.get_fields():
        if field.concrete and field.is_relation and field.related_model and not field.many_to_many:
            yield field, field.related_model._meta.concrete_model


def belongs(model, seen=()):
    """Whether a row would stay or go with a person: one link after the other that is not merely a mention."""
    if model is Person:
        return True
    owning = {CASCADE, PROTECT, DO_NOTHING}
    return any(
        field.remote_field.on_delete in owning and target not in seen and belongs(target, (*seen, model))
        for field, target in links(model)
    )


def leads_to_a_person(model):
    return model is Person or any(belongs(target) for _field, target in links(model) if target is not model)


def may_carry_a_name(model):
    for field in model._meta.get_fields():
        if not field.concrete or isinstance(field, I18nCharField | I18nTextField):
            continue  # authored content
        if isinstance(field, models.TextField | models.JSONField | models.EmailField | models.BinaryField):
            return True
        if isinstance(field, models.CharField) and not field.choices and TELLING.search(field.name):
            return True
    return False


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_what_leads_to_a_person_is_declared_once(model):
    label = model._meta.label
    if leads_to_a_person(model):
        assert DECLARED[label] + (label in OUTSIDE) == 1, f"{label}: declare it in personal.py (docs/recipes)"


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_what_may_carry_a_name_is_declared(model):
    label = model._meta.label
    if may_carry_a_name(model):
        assert DECLARED[label] == 1 or label in {**OUTSIDE, **WORDS}, f"{label}: a holding, or a reason"


def test_the_lists_name_what_there_is():
    labels = {model._meta.label for model in MODELS}
    assert set(DECLARED) <= labels
    assert {*OUTSIDE, *WORDS} <= labels
    assert not set(DECLARED) & {*OUTSIDE, *WORDS}


@pytest.mark.parametrize("holding", holdings(), ids=lambda h: h.model)
def test_a_holding_speaks_of_fields_that_exist(holding):
    model = model_of(holding)
    for name in (*holding.fields, *holding.files):
        assert name in {f.attname for f in model._meta.concrete_fields} | {f.name for f in model._meta.concrete_fields}
    assert (holding.keep_days is None) == (holding.expired is None)
    assert str(holding.title)
    assert str(holding.why).endswith(".")


def left_out(holding):
    """Fields of a holding that are neither told nor left out for a reason; keys and links to other rows are no data."""
    told = {*holding.fields, *holding.files, *holding.unsaid}
    return [
        field.name
        for field in model_of(holding)._meta.concrete_fields
        if not (field.primary_key or field.is_relation or isinstance(field, models.UUIDField))
        and field.name not in told
    ]


@pytest.mark.parametrize("holding", holdings(), ids=lambda h: h.model)
def test_a_copy_tells_every_field_or_says_why_not(holding):
    assert left_out(holding) == [], f"{holding.model}: into fields, or into unsaid with the reason"
    names = {field.name for field in model_of(holding)._meta.concrete_fields}
    assert set(holding.unsaid) <= names
    assert not set(holding.unsaid) & {*holding.fields, *holding.files}
    assert all(holding.unsaid.values())


def test_a_field_that_a_copy_forgets_is_found():
    (account,) = [one for one in holdings() if one.model == "people.Person"]
    forgetful = dataclasses.replace(account, fields=tuple(name for name in account.fields if name != "unit"))
    assert left_out(forgetful) == ["unit"]


def test_a_model_that_nobody_declared_is_found():
    class Diary(models.Model):
        """Not declared by anybody."""

        owner = models.ForeignKey(Person, on_delete=models.CASCADE)

        class Meta:
            app_label = "nowhere"

    try:
        with pytest.raises(AssertionError, match=r"nowhere\.Diary"):
            test_what_leads_to_a_person_is_declared_once(Diary)
    finally:
        del apps.all_models["nowhere"]
        apps.clear_cache()
