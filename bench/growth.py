"""How cost grows with the number of people: 1,446 as today, then 10,000 and 100,000."""

from __future__ import annotations

import datetime as dt
import io
import statistics
import time
from collections.abc import Callable, Iterator

import openpyxl
from django.utils import timezone

from bench.registry import Row, World, bench
from courses.models import Course, Enrolment, EnrolmentState, Stage, Training
from lms.people.models import Country, Person

TODAY = 1446
SIZES = (TODAY, 10_000, 100_000)


def _seconds(call: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def _ended_training(slug: str, people: int) -> Training:
    return Training.objects.create(
        slug=slug,
        title=slug,
        course=Course.objects.order_by("pk")[0],
        starts_on=timezone.now().date() - dt.timedelta(days=400),
        stage=Stage.FINISHED,
        capacity=people,
        seats_taken=people,
    )


@bench("roster")
def roster(world: World) -> Iterator[Row]:
    """A file of 2,000 officers: looked through, brought in, and brought in again."""
    from courses.actions.apply_roster import apply_roster
    from courses.actions.check_roster import check_roster

    rows = 2000
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Given name", "Family name", "E-mail", "Country"])
    for n in range(rows):
        sheet.append([f"Amina {n}", "Al Khalifa", f"roster{n}@bench.example", ("ZW", "SG", "BH", "TN")[n % 4]])
    file = io.BytesIO()
    book.save(file)
    training = _ended_training("bench-roster", 0)
    Training.objects.filter(pk=training.pk).update(capacity=rows)
    start = time.perf_counter()
    checked = check_roster(training=training, data=file.getvalue(), file_name="bench.xlsx")
    looked = time.perf_counter()
    apply_roster(roster=checked)
    end = time.perf_counter()
    again = check_roster(training=training, data=file.getvalue(), file_name="bench.xlsx")
    apply_roster(roster=again)
    repeated = time.perf_counter()
    yield Row("roster, 2,000 rows, first time", {"rows per second": round(rows / (end - start))})
    yield Row("  of it the look through", {"rows per second": round(rows / (looked - start))})
    yield Row("roster, the same file again", {"rows per second": round(rows / (repeated - end))})


@bench("report")
def report(world: World) -> Iterator[Row]:
    """The figures by country while the number of participants grows."""
    from lms.reports.country import Scope
    from lms.reports.country import report as reckon
    from lms.reports.models import Fact

    countries = list(Country.objects.values_list("pk", flat=True))[:60]
    made = 0
    first = 0.0
    for size in SIZES:
        training = _ended_training(f"bench-{size}", size - made)
        people = Person.objects.bulk_create(
            [Person(email=f"p{n}@bench.example", country_id=countries[n % len(countries)]) for n in range(made, size)],
            batch_size=2000,
        )
        enrolments = Enrolment.objects.bulk_create(
            [
                Enrolment(training=training, person=p, country_id=p.country_id, state=EnrolmentState.ATTENDED)
                for p in people
            ],
            batch_size=2000,
        )
        Fact.objects.bulk_create(
            [
                Fact(
                    enrolment=e,
                    training=training,
                    person_id=e.person_id,
                    country_id=e.country_id,
                    language="en",
                    ended_on=training.ends_on,
                    attendance=90,
                    is_complete=e.pk % 2 == 0,
                )
                for e in enrolments
            ],
            batch_size=2000,
        )
        made = size
        took = _seconds(lambda: reckon(Scope()))
        first = first or took
        yield Row(
            f"report, {size:,} participants",
            {
                "ms": round(took * 1000, 1),
                "growth": round(took / first, 1),
                "growth of the rows": round(size / TODAY, 1),
            },
        )
