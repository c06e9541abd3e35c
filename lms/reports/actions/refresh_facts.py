"""Bring the facts up to date with their sources."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max, Model, QuerySet, Sum
from django.utils import timezone

from assessments.models import Attempt, Purpose
from assessments.results import results_for
from certificates.models import Certificate
from certificates.models.certificate import Status
from courses.models import Enrolment, EnrolmentState, Training
from courses.models.enrolment import TAKING_PART
from lms.reports.country import ended_trainings
from lms.reports.models import Fact, FactStamp
from sessions.models import Attendance, TrainingSession
from sessions.presence import Share, shares_for

CHUNK = 2000
# Completed: at least this share of the half days, and the post-test passed where the training has one.
ENOUGH_ATTENDANCE = Decimal(80)


def refresh_facts(*, everything: bool = False) -> int:
    """Write anew the facts of every ended training whose sources have changed; return how many trainings.

    ``everything`` rebuilds all of them. Facts of trainings that no longer count are removed.
    """
    trainings = ended_trainings()
    counted = [training.pk for training in trainings]
    with transaction.atomic():
        Fact.objects.exclude(training__in=counted).delete()
        # With its stamp, a training that counts again as it was before would be taken for written.
        FactStamp.objects.exclude(training__in=counted).delete()
    stamps = _stamps(trainings)
    known = dict(FactStamp.objects.values_list("training", "stamp"))
    stale = [one for one in trainings if everything or known.get(one.pk) != stamps[one.pk]]
    for training in stale:
        _write(training, stamps[training.pk])
    return len(stale)


def _stamps(trainings: Iterable[Training]) -> dict[int, str]:
    """Training id → what its sources look like now: per source the number of rows and the newest change.

    Whoever writes past ``save()`` sets ``updated_at`` (``received_at``) as well, or nobody would see it here.
    """
    parts: dict[int, list[str]] = {one.pk: [f"{one.starts_on}/{one.days}"] for one in trainings}

    def add(rows: QuerySet[Model], by: str, newest: str) -> None:
        seen = {
            key: f"{count}@{at:%y%m%d%H%M%S%f}" if at else str(count)
            for key, count, at in rows.values_list(by).annotate(Count("pk"), Max(newest)).order_by()
        }
        for pk, part in parts.items():
            part.append(seen.get(pk, "-"))

    add(Enrolment.objects.filter(training__in=parts), "training", "updated_at")
    # The kind of an agency is put right in the admin.
    add(Enrolment.objects.filter(training__in=parts), "training", "agency__updated_at")
    add(TrainingSession.objects.filter(training__in=parts), "training", "updated_at")
    add(Attendance.objects.filter(session__training__in=parts), "session__training", "received_at")
    attempts = Attempt.objects.filter(enrolment__training__in=parts)
    add(attempts, "enrolment__training", "submitted_at")
    # An answer that comes in after the clock closed its test is counted without a new time of handing in.
    points = dict(attempts.values_list("enrolment__training").annotate(Sum("score")).order_by())
    for pk, part in parts.items():
        part.append(str(points.get(pk) or 0))
    add(
        Certificate.objects.filter(enrolment__training__in=parts, status=Status.VALID),
        "enrolment__training",
        "issued_at",
    )
    return {pk: "|".join(part) for pk, part in parts.items()}


def _write(training: Training, stamp: str) -> None:
    """Replace the facts of one training in one transaction, so that readers see the old or the new ones."""
    enrolments = list(
        Enrolment.objects.filter(training=training, state__in=TAKING_PART).select_related("agency").order_by("pk")
    )
    shares = shares_for(enrolments)
    results = results_for(enrolments)
    certified = set(
        Certificate.objects.filter(enrolment__training=training, status=Status.VALID).values_list(
            "enrolment", flat=True
        )
    )
    has_post_test = any(purpose == Purpose.POST for _pk, purpose in results)
    ended_on = training.ends_on
    assert ended_on is not None  # noqa: S101  (only dated trainings end; tells the type checker)
    facts = []
    for one in enrolments:
        share = shares[one.pk]
        before, after = results.get((one.pk, Purpose.PRE)), results.get((one.pk, Purpose.POST))
        passed = after.passed if after else not has_post_test
        facts.append(
            Fact(
                enrolment=one,
                training=training,
                person_id=one.person_id,
                country_id=one.country_id,
                agency_kind=one.agency.kind if one.agency else "",
                function=one.function,
                language=one.language,
                ended_on=ended_on,
                attendance=share.percent if share.is_known else None,
                before=before.percent if before else None,
                after=after.percent if after else None,
                is_complete=passed and _was_there(one, share),
                has_certificate=one.pk in certified,
            )
        )
    with transaction.atomic():
        Fact.objects.filter(training=training).delete()
        Fact.objects.bulk_create(facts, batch_size=CHUNK)
        FactStamp.objects.update_or_create(training=training, defaults={"stamp": stamp, "refreshed_at": timezone.now()})


def _was_there(enrolment: Enrolment, share: Share) -> bool:
    """Enough half days; where none were recorded, what the roster of the ended training said."""
    if share.is_known:
        return share.percent >= ENOUGH_ATTENDANCE
    return enrolment.state == EnrolmentState.ATTENDED
