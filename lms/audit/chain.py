"""Reading the chain again: what was changed, dropped, swapped or put in.

One pass over the seals in order, a few thousand at a time, so that a chain of any length fits into the same
memory. After something wrong the pass goes on from what stands in the table: one deed is told once, where
it was done, and not again for everything after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone

from lms.audit import canonical, keys
from lms.audit.models import AuditEntry, AuditHead, AuditSeal

CHUNK = 2000
HEAD = "audit-head"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``code`` is stable; ``entry`` and ``number`` say where; ``text`` is for the operator."""

    code: str
    text: str
    entry: int | None = None
    number: int | None = None
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Head:
    """Where the chain stood at one moment, signed."""

    at: dt.datetime
    number: int
    hash: str
    public_key: str
    signature: str

    def __str__(self) -> str:
        return f"{HEAD} {canonical.moment(self.at)} {self.number} {self.hash} {self.public_key} {self.signature}"

    @classmethod
    def parse(cls, line: str) -> Head:
        """The head of a line that ``audit_head`` printed. Raises ``ValueError``."""
        word, at, number, made, public, signature = line.split()
        if word != HEAD or not (number.isascii() and number.isdigit()):
            raise ValueError("not a head")
        moment = dt.datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)
        return cls(moment, int(number), made, public, signature)

    @classmethod
    def of(cls, row: AuditHead) -> Head:
        """The head that is kept in the database."""
        return cls(row.at, row.number, row.hash, row.signed_by, row.signature)

    @property
    def is_signed(self) -> bool:
        """Whether its own key signed it; whose key that is, is another question."""
        message = canonical.signed_bytes(number=self.number, made=self.hash, at=self.at)
        return keys.verifies(message, self.signature, self.public_key)


@dataclass
class Pass:
    """One walk along the chain: how far it came, and what it needs to go on."""

    number: int = 0
    hash: str = canonical.START
    # Seals since the last signature that held.
    unsigned: int = 0
    signed_up_to: int = 0
    # When the batch was sealed whose end has not come yet.
    batch_at: dt.datetime | None = None
    trusted: frozenset[str] = field(default_factory=keys.known_public_keys)

    def walk(self, *, limit: int | None = None, upto: int | None = None) -> Iterator[Finding]:
        """Check the next ``limit`` seals (all, up to number ``upto``) and yield what is wrong."""
        left = limit
        while left is None or left > 0:
            rows = _next(self.number, min(CHUNK, left or CHUNK), upto)
            for seal, entry in rows:
                yield from self._look(seal, entry)
            if left is not None:
                left -= len(rows)
            if len(rows) < CHUNK and (left is None or left > 0):
                return

    def _look(self, seal: Mapping[str, Any], entry: Mapping[str, Any] | None) -> Iterator[Finding]:
        number = seal["number"]
        where: dict[str, Any] = {"entry": seal["entry_id"], "number": number}
        if number != self.number + 1:
            missing = (
                f"seal {self.number + 1}" if number == self.number + 2 else f"seals {self.number + 1} to {number - 1}"
            )
            yield Finding("seal_dropped", f"{missing} gone; seal {number} follows", number=self.number + 1)
        elif seal["previous"] != self.hash:
            yield Finding("seal_changed", f"seal {number} does not follow seal {number - 1}", **where)
        if self.unsigned and seal["sealed_at"] != self.batch_at:
            # All seals of a batch carry one moment, and the last of them a signature.
            yield from self.end()
            self.unsigned = 0
        self.batch_at = seal["sealed_at"]
        if entry is None:
            yield Finding(
                "dropped",
                f"entry {seal['entry_id']} is gone; it had seal {number} of {seal['sealed_at']:%F %T} UTC",
                **where,
            )
        else:
            sealed = canonical.Sealed(entry["pk"], entry, entry["mac"])
            made = sealed.hash(
                number=number, previous=seal["previous"], sealed_at=seal["sealed_at"], genuine=seal["genuine"]
            )
            differing = tuple(sealed.differing(seal["marks"]))
            if made != seal["hash"]:
                if differing:
                    text = f"entry {seal['entry_id']} (seal {number}) was changed: {', '.join(differing)}"
                    yield Finding("changed", text, fields=differing, **where)
                else:
                    yield Finding("seal_changed", f"seal {number} of entry {seal['entry_id']} was changed", **where)
            elif differing:
                text = f"the marks of seal {number} (entry {seal['entry_id']}) were changed: {', '.join(differing)}"
                yield Finding("seal_changed", text, **where)
        if not seal["genuine"]:
            text = f"entry {seal['entry_id']} (seal {number}) was not written by this site: it was put in from outside"
            yield Finding("inserted", text, **where)
        self.number, self.hash = number, seal["hash"]
        yield from self._signature(seal)

    def _signature(self, seal: Mapping[str, Any]) -> Iterator[Finding]:
        number = seal["number"]
        if not seal["signature"]:
            self.unsigned += 1
            return
        message = canonical.signed_bytes(number=number, made=seal["hash"], at=seal["sealed_at"])
        if not keys.verifies(message, seal["signature"], seal["signed_by"]):
            yield Finding("bad_signature", f"the signature on seal {number} is not right", number=number)
        elif seal["signed_by"] not in self.trusted:
            text = f"seal {number} is signed by a key that this site does not know: {seal['signed_by']}"
            yield Finding("foreign_signature", text, number=number)
        self.unsigned, self.signed_up_to = 0, number

    def end(self) -> Iterator[Finding]:
        """What only the end of a batch shows: its last seal must be signed."""
        if self.unsigned:
            first = self.number - self.unsigned + 1
            which = f"seal {first} is" if self.unsigned == 1 else f"seals {first} to {self.number} are"
            yield Finding(
                "unsigned", f"{which} not signed: the end of that batch was cut off, or another wrote it", number=first
            )


def _next(after: int, size: int, upto: int | None) -> list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """The next seals with their entries; None for an entry that is gone."""
    rows = AuditSeal.objects.filter(number__gt=after).order_by("number")
    if upto is not None:
        rows = rows.filter(number__lte=upto)
    seals = list(
        rows.values(
            "number", "entry_id", "previous", "hash", "sealed_at", "genuine", "marks", "signature", "signed_by"
        )[:size]
    )  # fmt: skip
    entries: dict[int, Mapping[str, Any]] = {}
    ids = [seal["entry_id"] for seal in seals]
    if ids:
        found = AuditEntry.objects.order_by().values("pk", "mac", *canonical.COLUMNS)
        # As a rule the numbers lie close together; who is far off is asked for by number.
        low, high = min(ids), max(ids)
        near = found.filter(pk__range=(low, high)) if high - low < 4 * len(ids) else found.filter(pk__in=ids)
        entries = {row["pk"]: row for row in near}
    return [(seal, entries.get(seal["entry_id"])) for seal in seals]


@dataclass(frozen=True)
class Unsealed:
    """Entries that wait for their seal: how many, since when, and those among them that are not the site's."""

    count: int
    oldest: dt.datetime | None
    first: int | None


def unsealed() -> Unsealed:
    """What the clock has not sealed yet. That is no fault, unless the clock stands still."""
    rows = AuditEntry.objects.filter(seal=None)
    found = rows.aggregate(oldest=Min("at"), first=Min("pk"))
    return Unsealed(rows.count() if found["first"] else 0, found["oldest"], found["first"])


def strangers() -> Iterator[Finding]:
    """Entries without a seal that this site did not write."""
    after = 0
    while True:
        rows = list(
            AuditEntry.objects.filter(seal=None, pk__gt=after)
            .order_by("pk")
            .values("pk", "mac", *canonical.COLUMNS)[:CHUNK]
        )
        for row in rows:
            if not keys.is_ours(canonical.marked_bytes(row), row["mac"]):
                text = f"entry {row['pk']} (not sealed yet) was changed or was not written by this site"
                yield Finding("inserted", text, entry=row["pk"])
        if len(rows) < CHUNK:
            return
        after = rows[-1]["pk"]


def compare(heads: Iterable[Head], trusted: frozenset[str]) -> Iterator[Finding]:
    """Hold kept heads against the chain: a shorter chain was cut, another hash was written anew."""
    for head in heads:
        told = f"the head of {head.at:%F %T} UTC (seal {head.number})"
        if not head.is_signed:
            yield Finding("bad_head", f"{told} is not signed rightly", number=head.number)
            continue
        if head.public_key not in trusted:
            yield Finding("foreign_head", f"{told} is signed by a key that this site does not know", number=head.number)
            continue
        made = AuditSeal.objects.filter(number=head.number).values_list("hash", flat=True).first()
        if made is None:
            last = AuditSeal.objects.aggregate(last=Max("number"))["last"] or 0
            text = (
                f"{told}: the chain ends at seal {last}, its end was cut off"
                if last < head.number
                else f"{told}: that seal is gone"
            )
            yield Finding("cut", text, number=head.number)
        elif made != head.hash:
            yield Finding(
                "rewritten", f"{told}: that seal has another hash now, the chain was written anew", number=head.number
            )


def verify(heads: Iterable[Head] = (), *, trusted: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Everything: the chain up to its end at this moment, the kept heads, and what waits for its seal.

    ``trusted`` are public keys beyond those that the site still holds.
    """
    known = keys.known_public_keys() | trusted
    top = AuditSeal.objects.aggregate(top=Max("number"))["top"] or 0
    walk = Pass(trusted=known)
    yield from walk.walk(upto=top)
    yield from walk.end()
    yield from compare((Head.of(row) for row in AuditHead.objects.order_by("day").iterator(chunk_size=500)), known)
    yield from compare(heads, known)
    yield from strangers()


def current_head() -> Head | None:
    """The newest seal, signed now; None while nothing is sealed."""
    last = AuditSeal.objects.order_by("-number").values_list("number", "hash").first()
    if last is None:
        return None
    number, made = last
    now = timezone.now()
    signature = keys.sign(canonical.signed_bytes(number=number, made=made, at=now))
    return Head(now, number, made, keys.public_key(), signature)
