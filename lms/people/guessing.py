"""One guess at a password: whether it may reach the hasher, and what it counts for."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.http import HttpRequest

from lms.people import limits
from lms.people.known_devices import device_of
from lms.people.models import Person

# Argon2 takes 100 MB a hash: more at once than this wait for each other, so that a crowd of guesses costs time only.
HASHING = threading.BoundedSemaphore(4)


@dataclass(frozen=True)
class Guess:
    """A guess at the password of ``email``. Made and counted alike whether the address is somebody's or nobody's."""

    email: str
    owner: int
    account: str
    network: str
    device: str

    @classmethod
    def of(cls, request: HttpRequest, email: str) -> Guess:
        """The guess that ``request`` brings."""
        email = email.strip().lower()
        # Two addresses of one person are one account.
        owners = EmailAddress.objects.filter(email=email, verified=True).values_list("user_id", flat=True)[:1]
        owner = next(iter(owners), 0)
        account = f"#{owner}" if owner else email
        return cls(email, owner, account, limits.network_of(request), device_of(request, owner))

    def may_be_tried(self) -> bool:
        """Count it; False: it is answered as a wrong one, without hashing."""
        if self.device:
            return limits.take(limits.PASSWORD_KNOWN_DEVICE, self.device)
        if self._is_crowded() and not limits.take(limits.PASSWORD_CROWDED, self._here):
            return False
        return limits.take(limits.PASSWORD, self.account)

    def person_with(self, password: str) -> Person | None:
        """Whose password it is, if she may come in. One look and one hash, whoever is meant, and if nobody is."""
        rows = Person.objects.filter(Q(pk=self.owner) | Q(email=self.email))
        found = max(rows, key=lambda person: person.pk == self.owner, default=None)
        with HASHING:
            if found is None:
                make_password(password)
                return None
            is_hers = found.check_password(password)
        return found if is_hers and found.is_active else None

    def was_right(self) -> None:
        """A right password is no guess."""
        if self.device:
            limits.give_back(limits.PASSWORD_KNOWN_DEVICE, self.device)
            return
        limits.give_back(limits.PASSWORD, self.account)
        limits.give_back(limits.PASSWORD_CROWDED, self._here)

    def was_wrong(self) -> None:
        """Only guesses that were hashed count for their network."""
        limits.take(limits.FAILED_NETWORK, self.network)

    @property
    def _here(self) -> str:
        return f"{self.network} {self.account}"

    def _is_crowded(self) -> bool:
        return limits.is_spent(limits.FAILED_NETWORK, self.network)
