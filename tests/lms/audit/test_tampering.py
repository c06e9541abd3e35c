"""The drill: somebody with every right in the database and none of the site's keys, again and again, always found.

``make soak`` does it a thousand times. Each time another deed on a chain that was whole a moment before, with
one head kept elsewhere; then everything is put back and must verify again.
"""

import random
import uuid

import pytest
from django.db import transaction

from lms.audit import canonical
from lms.audit.actions import seal_entries
from lms.audit.chain import current_head, verify
from lms.audit.models import AuditEntry, AuditSeal

SIZE = 60


def change_an_entry(hand, dice):
    entry = dice.choice(list(AuditEntry.objects.all()))
    column, value = dice.choice(
        [
            ("verb", "courses.nothing"), ("target_id", "0"), ("target_type", "courses.other"), ("actor_id", 424242),
            ("about_id", 424242), ("changes", {"state": ["a", dice.random()]}), ("personal", "gAAAAA"),
            ("at", "2026-01-01 00:00:00+00:00"), ("mac", uuid.uuid4().hex * 2), ("uid", str(uuid.uuid4())),
        ]
    )  # fmt: skip
    hand.run(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", value, entry.pk)  # noqa: S608
    return {entry.pk}


def change_a_letter(hand, dice):
    """The smallest change: one character of the values."""
    entry = dice.choice(list(AuditEntry.objects.all()))
    changes = {**entry.changes, "state": ["a", entry.changes["state"][1] + "."]}
    hand.run("UPDATE audit_auditentry SET changes = %s WHERE id = %s", changes, entry.pk)
    return {entry.pk}


def drop_an_entry(hand, dice):
    entry = dice.choice(list(AuditEntry.objects.all()))
    hand.run("DELETE FROM audit_auditentry WHERE id = %s", entry.pk)
    return {entry.pk}


def drop_an_entry_and_its_seal(hand, dice):
    seal = dice.choice(list(AuditSeal.objects.all()))
    hand.run("DELETE FROM audit_auditentry WHERE id = %s", seal.entry_id)
    hand.run("DELETE FROM audit_auditseal WHERE number = %s", seal.number)
    return set()


def close_the_gap(hand, dice):
    """Drop an entry and number everything after it anew, hashes and all."""
    seal = dice.choice(list(AuditSeal.objects.all()))
    hand.run("DELETE FROM audit_auditentry WHERE id = %s", seal.entry_id)
    hand.run("DELETE FROM audit_auditseal WHERE number = %s", seal.number)
    previous = seal.previous
    for later in AuditSeal.objects.filter(number__gt=seal.number).select_related("entry").order_by("number"):
        entry = canonical.Sealed(later.entry_id, later.entry.contents(), later.entry.mac)
        made = entry.hash(number=later.number - 1, previous=previous, sealed_at=later.sealed_at, genuine=later.genuine)
        hand.run(
            "UPDATE audit_auditseal SET number = %s, previous = %s, hash = %s WHERE number = %s",
            later.number - 1, previous, made, later.number,
        )  # fmt: skip
        previous = made
    return set()


def cut_the_end(hand, dice):
    last = AuditSeal.objects.count()
    number = dice.randrange(1, last + 1)
    hand.run(
        "DELETE FROM audit_auditentry WHERE id IN (SELECT entry_id FROM audit_auditseal WHERE number >= %s)", number
    )
    hand.run("DELETE FROM audit_auditseal WHERE number >= %s", number)
    return set()


def swap_contents(hand, dice):
    one, other = dice.sample(list(AuditEntry.objects.all()), 2)
    for column in ("verb", "changes", "mac", "target_id"):
        hand.run(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", getattr(other, column), one.pk)  # noqa: S608
        hand.run(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", getattr(one, column), other.pk)  # noqa: S608
    return {one.pk, other.pk}


def swap_numbers(hand, dice):
    one, other = dice.sample(list(AuditEntry.objects.values_list("pk", flat=True)), 2)
    for before, after in ((one, -1), (other, one), (-1, other)):
        hand.run("UPDATE audit_auditentry SET id = %s WHERE id = %s", after, before)
    return {one, other}


def swap_seals(hand, dice):
    one, other = dice.sample(list(AuditSeal.objects.values_list("number", flat=True)), 2)
    for before, after in ((one, 10**6), (other, one), (10**6, other)):
        hand.run("UPDATE audit_auditseal SET number = %s WHERE number = %s", after, before)
    return set()


def put_in_an_entry(hand, dice):
    columns = "at, actor_id, verb, target_type, target_id, about_id, changes, personal, mac"
    source = dice.choice(list(AuditEntry.objects.values_list("pk", flat=True)))
    uid = uuid.uuid4().hex
    hand.run(
        f"INSERT INTO audit_auditentry (uid, {columns}) SELECT %s, {columns} FROM audit_auditentry WHERE id = %s",  # noqa: S608
        uid, source,
    )  # fmt: skip
    if dice.random() < 0.5:
        # The clock comes by before anybody looks.
        seal_entries()
    return {AuditEntry.objects.get(uid=uid).pk}


def change_a_seal(hand, dice):
    seal = dice.choice(list(AuditSeal.objects.all()))
    signed = dice.choice(list(AuditSeal.objects.exclude(signature="")))
    column, value, row = dice.choice(
        [
            ("hash", "0" * 64, seal), ("previous", "1" * 64, seal), ("sealed_at", "2026-01-01 00:00:00+00:00", seal),
            ("genuine", not seal.genuine, seal), ("marks", "0" * 80, seal), ("entry_id", 424242, seal),
            ("signature", "", signed), ("signature", "00" * 64, signed), ("signed_by", "00" * 32, signed),
        ]
    )  # fmt: skip
    hand.run(f"UPDATE audit_auditseal SET {column} = %s WHERE number = %s", value, row.number)  # noqa: S608
    return set()


DEEDS = [
    change_an_entry, change_a_letter, drop_an_entry, drop_an_entry_and_its_seal, close_the_gap, cut_the_end,
    swap_contents, swap_numbers, swap_seals, put_in_an_entry, change_a_seal,
]  # fmt: skip


class PutBackError(Exception):
    """Ends the transaction in which the intruder worked."""


@pytest.mark.soak(small=22, large=1000)
def test_every_deed_is_found_and_the_untouched_chain_verifies(many, intruder, rounds, record_property):
    dice = random.Random(rounds)
    while AuditSeal.objects.count() < SIZE:
        many(dice.randrange(1, 12))
        seal_entries()
    head = current_head()
    assert not list(verify([head]))
    found = 0
    for number in range(rounds):
        deed = DEEDS[number % len(DEEDS)]
        with pytest.raises(PutBackError), transaction.atomic():  # noqa: PT012
            touched = deed(intruder, dice)
            findings = list(verify([head]))
            assert findings, f"round {number}: {deed.__name__} went unseen"
            named = {finding.entry for finding in findings}
            assert touched <= named, f"round {number}: {deed.__name__} touched {touched}, named were {named}"
            found += 1
            raise PutBackError
        # The control: put back, nothing is found.
        assert not list(verify([head]))
    record_property("found", found)
    assert found == rounds
