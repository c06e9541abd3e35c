"""What a worker does at once, so that nobody waits for the clock."""

from __future__ import annotations

from django.tasks import task


@task()
def make_waiting() -> None:
    """Make the copies that are owed. The rows say which."""
    from lms.privacy.actions.export import make_exports

    make_exports()


def wake() -> None:
    """Tell a worker that there is something to do."""
    make_waiting.enqueue()
