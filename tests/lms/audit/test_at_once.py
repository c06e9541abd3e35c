"""Two clocks seal at the same moment, and entries come meanwhile: one chain, without a gap, on either database."""

from __future__ import annotations

import pytest
from django.db import transaction

from lms.audit.actions import destroy_key, keep_head, record, record_view, seal_entries
from lms.audit.chain import verify
from lms.audit.models import AuditEntry, AuditHead, AuditSeal, ListView, PersonKey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.soak(small=2, large=50)
def test_two_clocks_seal_each_entry_once(together, many, training, coordinator, rounds):
    for _time in range(rounds):
        many(40)
        written = AuditEntry.objects.count()

        def write():
            for _number in range(10):
                record(actor=coordinator, verb="courses.invite", target=training)

        together(seal_entries, seal_entries, write, keep_head)
        seal_entries()
        numbers = list(AuditSeal.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, written + 11))
        assert AuditSeal.objects.values("entry").distinct().count() == written + 10
        assert list(verify()) == []
    assert AuditHead.objects.count() == 1


def test_the_first_two_values_of_a_person_share_one_key(together, participant, coordinator):
    def write():
        record(actor=coordinator, verb="people.change", target=participant, about=participant,
               personal={"unit": ["", "Nine"]})  # fmt: skip

    together(write, write, write)
    assert PersonKey.objects.count() == 1
    assert AuditEntry.objects.exclude(personal="").count() == 3


@pytest.mark.soak(small=5, large=200)
def test_a_key_that_is_destroyed_meanwhile_stays_destroyed(together, participant, coordinator, rounds):
    def write():
        with transaction.atomic():
            record(actor=coordinator, verb="people.change", target=participant, about=participant,
                   personal={"unit": ["", "Nine"]})  # fmt: skip

    for _time in range(rounds):
        PersonKey.objects.all().delete()
        together(write, lambda: destroy_key(person=participant), write)
        assert PersonKey.objects.get().wrapped == ""


def test_the_same_page_twice_at_once_counts_once(together, trainer, training):
    def look():
        record_view(actor=trainer, what="courses.people", target=training, rows=3)

    together(look, look)
    assert ListView.objects.count() == 1
