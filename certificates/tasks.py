"""What wakes the worker; the rows say what there is to do."""

from __future__ import annotations

from django.tasks import task


@task
def render_waiting() -> int:
    """Make the PDFs that are waiting. The clock does the same, if nobody wakes."""
    from certificates.actions.render import render_due

    return render_due()


def wake() -> None:
    """Ask a worker to look at the waiting rows."""
    render_waiting.enqueue()
