"""A request that waits for the data-protection officer."""

from __future__ import annotations

from lms.people.models import Person
from lms.privacy.actions import ask
from lms.privacy.models import RequestKind


def load_privacy(*, member: Person) -> None:
    """The member asks for a correction; repeating it changes nothing."""
    ask(
        person=member,
        kind=RequestKind.CORRECTION,
        text="Desde marzo sirvo en otra agencia: Policía de Investigaciones.",
    )
