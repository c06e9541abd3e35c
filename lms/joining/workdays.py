"""Working days, Monday to Friday. Public holidays are not known: they differ in every country."""

from __future__ import annotations

import datetime as dt

# How soon an application shall be decided.
TARGET = 10


def working_days_between(start: dt.date, end: dt.date) -> int:
    """How many of the days after ``start`` up to and including ``end`` are working days; 0 if it is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start + dt.timedelta(days=day)).weekday() < 5 for day in range(1, rest + 1))


def after_working_days(start: dt.date, days: int) -> dt.date:
    """The day on which ``days`` working days after ``start`` have passed."""
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        days -= day.weekday() < 5
    return day


def moment_before(now: dt.datetime, days: int) -> dt.datetime:
    """What happened at this moment or before lies ``days`` working days back, at the same time of day."""
    moment = now
    while days > 0:
        # Going back from a Monday leads over the weekend.
        days -= moment.weekday() < 5
        moment -= dt.timedelta(days=1)
    return moment
