"""Plan a dated training, or change one."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from courses.actions.seats import retime_offers, set_capacity
from courses.actions.stages import stage_by_date
from courses.following import tell_followers
from courses.models import Stage, Training, TrainingStaff
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person

FIELDS = (
    "course",
    "title",
    "mode",
    "city",
    "country",
    "host",
    "time_zone",
    "starts_on",
    "days",
    "hours",
    "language",
    "capacity",
)
# What says when it begins.
BEGINNING = {"starts_on", "time_zone"}
# Words that the addresses below "trainings/" use themselves.
RESERVED = {"new"}


def free_slug(title: str, year: int) -> str:
    """An address for a training: its title and year in plain letters, with a number if it is taken."""
    base = slugify(title)[:60].strip("-") or "training"
    base = base if str(year) in base else f"{base}-{year}"
    taken = set(Training.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def plan_training(*, values: Mapping[str, Any], actor: Person) -> Training:
    """Make a training, planned. ``values`` holds the fields of ``FIELDS``."""
    with transaction.atomic():
        training = Training(stage=Stage.PLANNED, **{name: values[name] for name in FIELDS})
        training.slug = free_slug(training.title, values["starts_on"].year)
        training.save()
        _set_trainers(training, values.get("trainers", ()))
        record(actor=actor, verb="courses.make_training", target=training)
    return training


def _set_trainers(training: Training, trainers: Iterable[Person]) -> list[list[int]]:
    """Make ``trainers`` the training's trainers; return the ids before and after, nothing where they are the same.

    Staff with another function (presenters, interpreters) stays as it is.
    """
    rows = TrainingStaff.objects.filter(training=training, function=TrainingStaff.Function.TRAINER)
    before = set(rows.values_list("person_id", flat=True))
    after = {person.pk for person in trainers}
    rows.filter(person__in=before - after).delete()
    TrainingStaff.objects.bulk_create(
        [TrainingStaff(training=training, person_id=pk) for pk in sorted(after - before)], ignore_conflicts=True
    )
    return [sorted(before), sorted(after)] if before != after else []


def change_training(*, training: Training, values: Mapping[str, Any], actor: Person | None) -> Training:
    """Change a training; fewer seats take none away, more are offered to those who wait; its agenda moves with it.

    Raises Refused once it was cancelled, or where its agenda cannot follow.
    """
    with transaction.atomic():
        current = Training.objects.select_for_update().get(pk=training.pk)
        if current.stage == Stage.CANCELLED:
            raise Refused(_("This training was cancelled and cannot be changed."), code="cancelled")
        was = copy.copy(current)
        changes: dict[str, list[Any]] = {}
        for name in FIELDS:
            if name == "capacity":
                continue
            old = getattr(current, name)
            if old != values[name]:
                changes[name] = [getattr(old, "pk", old), getattr(values[name], "pk", values[name])]
                setattr(current, name, values[name])
        if (stage := stage_by_date(current)) != current.stage:
            changes["stage"] = [current.stage, stage.value]
            current.stage = stage
        if changes:
            current.save(update_fields=[*changes, "updated_at"])
            tell_followers(training=current, was=was, actor=actor)
        if not changes.keys().isdisjoint(BEGINNING):
            retime_offers(current)
        if values["capacity"] != current.capacity:
            changes["capacity"] = [current.capacity, values["capacity"]]
            set_capacity(training=current, capacity=values["capacity"])
        if "trainers" in values and (staff := _set_trainers(current, values["trainers"])):
            changes["trainers"] = staff
        if changes:
            record(actor=actor, verb="courses.change_training", target=current, changes=changes)
    return current
