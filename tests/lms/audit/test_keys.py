"""A person's own values: closed, opened with her key, gone with it; and what a new secret asks for."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from lms.audit import personal_values
from lms.audit.actions import destroy_key, destroy_keys, record, seal_entries
from lms.audit.chain import verify
from lms.audit.models import AuditEntry, PersonKey

OLD, NEW = "o" * 60, "n" * 60


@pytest.fixture
def note(coordinator, training):
    """``note(person, "Moyo")``: her family name was changed to that."""

    def write(person, name="Moyo"):
        return record(
            actor=coordinator, verb="people.change", target=person, about=person,
            personal={"family_name": ["Phiri", name]},
        )  # fmt: skip

    return write


def opened(entry):
    return personal_values.read([entry])[entry.pk]


def test_values_are_closed_and_can_be_opened(note, participant):
    entry = note(participant, "Müller-Ndlovu 李")
    assert "Ndlovu" not in str(AuditEntry.objects.values().get())
    assert opened(entry) == {"family_name": ["Phiri", "Müller-Ndlovu 李"]}


def test_one_key_a_person_opens_all_of_hers_in_one_query(note, participant, trainer, django_assert_num_queries):
    entries = [note(person, f"n{number}") for number in range(3) for person in (participant, trainer)]
    assert PersonKey.objects.count() == 2
    with django_assert_num_queries(1):
        assert len(personal_values.read(entries)) == 6


def test_of_nobody_nothing_personal_can_be_kept(training):
    with pytest.raises(ValueError, match="belong to a person"):
        record(actor=None, verb="people.change", target=training, personal={"email": ["a", "b"]})


def test_her_own_words_about_nobody_are_hers(trainer, training):
    entry = record(actor=trainer, verb="sessions.move_session", target=training, personal={"reason": ["", "Child ill"]})
    assert PersonKey.objects.get().person == trainer
    assert opened(entry) == {"reason": ["", "Child ill"]}


def test_destroying_a_key_takes_hers_and_leaves_the_others(note, participant, trainer):
    hers, others = note(participant), note(trainer)
    seal_entries()
    before = AuditEntry.objects.filter(pk=hers.pk).values().get()
    assert destroy_key(person=participant)
    assert not destroy_key(person=participant), "once is enough"
    assert opened(hers) is personal_values.ERASED
    assert opened(others) == {"family_name": ["Phiri", "Moyo"]}
    assert AuditEntry.objects.filter(pk=hers.pk).values().get() == before
    assert list(verify()) == []


def test_after_that_nothing_of_hers_is_kept_again(note, participant, trainer):
    assert destroy_keys(person_ids=[participant.pk, trainer.pk]) == 0, "neither had a key"
    for person in (participant, trainer):
        assert note(person).personal == ""
        assert PersonKey.objects.get(person=person).wrapped == ""


def test_a_key_is_there_or_destroyed_and_nothing_between(participant):
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonKey.objects.create(person=participant, wrapped="")


def test_a_new_secret_opens_with_the_old_one_in_the_fallbacks(note, participant, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    entry = note(participant)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert opened(entry) == {"family_name": ["Phiri", "Moyo"]}
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(entry) is personal_values.UNREADABLE


def test_wrapped_anew_the_old_secret_may_go(note, participant, trainer, settings, capsys):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    kept, gone = note(participant), note(trainer)
    destroy_key(person=trainer)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    call_command("audit_rewrap")
    assert capsys.readouterr().out == "1 keys wrapped anew\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(kept) == {"family_name": ["Phiri", "Moyo"]}
    assert opened(gone) is personal_values.ERASED
    # The entry itself is as it was: only the key's wrapping is another.
    assert AuditEntry.objects.get(pk=kept.pk).personal == kept.personal
