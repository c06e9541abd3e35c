"""The chain: sealed in order by the clock, checked by a command, and no deed in the database stays unseen."""

import datetime as dt
import io
import itertools
import json
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from lms.audit import canonical, keys
from lms.audit.actions import keep_head, record, seal_entries
from lms.audit.actions.check import check_a_piece
from lms.audit.chain import Head, Pass, current_head, unsealed, verify
from lms.audit.models import AppendOnly, AuditEntry, AuditHead, AuditSeal, ChainState
from lms.audit.triggers import SQLITE_CHAIN
from lms.notices.models import Notice
from lms.people.models import Role


def codes(**options):
    return [finding.code for finding in verify(**options)]


def run(*arguments):
    """The command's words and its end."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("audit_verify", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue() + err.getvalue() + str(error)
    return 0, out.getvalue() + err.getvalue()


def test_entries_are_sealed_in_order_without_a_gap(many):
    entries = many(7)
    assert seal_entries() == 7
    assert seal_entries() == 0
    seals = list(AuditSeal.objects.all())
    assert [seal.number for seal in seals] == [1, 2, 3, 4, 5, 6, 7]
    assert [seal.entry_id for seal in seals] == [entry.pk for entry in entries]
    assert seals[0].previous == "0" * 64
    assert all(after.previous == before.hash for before, after in itertools.pairwise(seals))
    # One signature a batch, on its last seal.
    assert [bool(seal.signature) for seal in seals] == [False] * 6 + [True]


def test_what_is_written_late_is_sealed_later(many):
    """A transaction that began earlier may end later: its number is lower than that of the newest seal."""
    newest = many(1)[0]
    with connection.cursor() as cursor:
        # A number was given out to a transaction that has not ended yet.
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_auditentry', 'id'))")
            taken = cursor.fetchone()[0]
            many(1)
        else:
            taken = newest.pk + 1
            AuditEntry(pk=taken + 1, verb="courses.invite", target_type="x", target_id="1").save(force_insert=True)
    assert seal_entries() == 2
    late = AuditEntry(pk=taken, verb="courses.invite", target_type="x", target_id="2")
    late.save(force_insert=True)
    assert seal_entries() == 1
    assert AuditSeal.objects.get(entry=late).number == 3
    assert not list(verify())


def test_anybody_can_reckon_a_hash_again_from_the_documented_format(many):
    """Without a line of our code but the tables: the docstring's recipe, word by word."""
    import hashlib

    many(4)
    seal_entries()
    previous = "0" * 64
    for seal in AuditSeal.objects.select_related("entry"):
        e = seal.entry
        stamp = "%Y-%m-%dT%H:%M:%S.%fZ"
        document = {
            "entry": {
                "about": e.about_id, "actor": e.actor_id, "at": e.at.astimezone(dt.UTC).strftime(stamp),
                "changes": e.changes, "id": e.pk, "mac": e.mac, "personal": e.personal, "target_id": e.target_id,
                "target_type": e.target_type, "uid": str(e.uid), "verb": e.verb,
            },
            "genuine": seal.genuine, "number": seal.number, "previous": previous, "scheme": 1,
            "sealed_at": seal.sealed_at.astimezone(dt.UTC).strftime(stamp),
        }  # fmt: skip
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert seal.hash == previous


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"), (1.0, "1"), (-0.0, "0"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-6, "0.000001"),
        (1e-7, "1e-7"), (5e-324, "5e-324"), (333333333.33333329, "333333333.3333333"), (2**60, "1152921504606846976"),
        ({"€": 1, "\r": 2, "1": 3, "😀": 4, "\ufb33": 5}, '{"\\r":2,"1":3,"€":1,"😀":4,"\ufb33":5}'),
        ("\u20ac$\u000f\n\"\\\u007f", '"€$\\u000f\\n\\"\\\\\u007f"'),
    ],
)  # fmt: skip
def test_the_canonical_form_is_that_of_rfc_8785(value, text):
    """Numbers, order and escapes of the RFC's own examples."""
    assert canonical.encode(value).decode() == text


def test_unsealed_is_not_broken(many):
    many(3)
    assert run() == (0, "0 sealed, 3 not sealed yet\nThe audit is whole.\n")
    seal_entries()
    many(2)
    assert unsealed().count == 2
    assert run() == (0, "3 sealed, 2 not sealed yet\nThe audit is whole.\n")


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("verb", "courses.other", "verb"),
        ("changes", {"state": ["a", "c"]}, "changes"),
        ("at", dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "at"),
        ("actor_id", 999_999, "actor"),
        ("personal", "nothing", "personal"),
        ("mac", "0" * 64, "mac"),
    ],
)
def test_a_changed_entry_is_named_with_the_field(many, intruder, column, value, field):
    chosen = many(5)[2]
    seal_entries()
    intruder.run(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", value, chosen.pk)  # noqa: S608
    status, text = run()
    assert status == 1
    assert f"changed: entry {chosen.pk} (seal 3) was changed: {field}\n" in text
    assert "1 findings" in text


def test_a_dropped_entry_is_named(many, intruder):
    chosen = many(5)[2]
    seal_entries()
    intruder.run("DELETE FROM audit_auditentry WHERE id = %s", chosen.pk)
    assert [(f.code, f.entry, f.number) for f in verify()] == [("dropped", chosen.pk, 3)]


def test_an_entry_dropped_with_its_seal_leaves_a_gap(many, intruder):
    chosen = many(5)[2]
    seal_entries()
    intruder.run("DELETE FROM audit_auditseal WHERE entry_id = %s", chosen.pk)
    intruder.run("DELETE FROM audit_auditentry WHERE id = %s", chosen.pk)
    assert [(f.code, f.number) for f in verify()] == [("seal_dropped", 3)]


def test_two_swapped_entries_are_both_named(many, intruder):
    entries = many(6)
    one, other = entries[1], entries[3]
    seal_entries()
    intruder.run("UPDATE audit_auditentry SET verb = %s WHERE id = %s", other.verb, one.pk)
    intruder.run("UPDATE audit_auditentry SET verb = %s WHERE id = %s", one.verb, other.pk)
    assert [(f.entry, f.fields) for f in verify()] == [(one.pk, ("verb",)), (other.pk, ("verb",))]


def put_in(intruder, entry, **other):
    """A row as an intruder would make it: a copy with some columns of his own."""
    values = {
        "at": entry.at, "actor_id": entry.actor_id, "verb": entry.verb, "target_type": entry.target_type,
        "target_id": entry.target_id, "about_id": entry.about_id, "changes": entry.changes,
        "personal": entry.personal, "mac": entry.mac, "uid": uuid.uuid4(), **other,
    }  # fmt: skip
    if connection.vendor == "sqlite":
        values["uid"] = values["uid"].hex
    marks = ", ".join(["%s"] * len(values))
    intruder.run(f"INSERT INTO audit_auditentry ({', '.join(values)}) VALUES ({marks})", *values.values())  # noqa: S608
    return AuditEntry.objects.latest("pk") if "id" not in values else AuditEntry.objects.get(pk=values["id"])


def test_an_entry_put_in_from_outside_is_named_before_and_after_it_is_sealed(many, intruder):
    entry = many(3)[0]
    seal_entries()
    fake = put_in(intruder, entry)
    assert [(f.code, f.entry) for f in verify()] == [("inserted", fake.pk)]
    many(2)
    # The clock does not know better than to seal it; but it writes down that it is none of ours.
    seal_entries()
    assert [(f.code, f.entry, f.number) for f in verify()] == [("inserted", fake.pk, 4)]


def test_without_the_mark_an_entry_put_in_would_go_unseen(many, intruder, monkeypatch):
    """The control: what finds it is the mark, nothing else."""
    entry = many(3)[0]
    seal_entries()
    put_in(intruder, entry)
    monkeypatch.setattr(keys, "is_ours", lambda message, mac: True)
    seal_entries()
    assert not list(verify())


def test_a_chain_that_was_reckoned_anew_lacks_the_signature(many, intruder):
    """Whoever can write everything but has no key: the hashes all fit again, and yet."""
    entries = many(6)
    seal_entries()
    intruder.run("UPDATE audit_auditentry SET verb = 'courses.other' WHERE id = %s", entries[1].pk)
    previous = canonical.START
    for seal in AuditSeal.objects.select_related("entry").order_by("number"):
        sealed = canonical.Sealed(seal.entry_id, seal.entry.contents(), seal.entry.mac)
        made = sealed.hash(number=seal.number, previous=previous, sealed_at=seal.sealed_at, genuine=True)
        intruder.run(
            "UPDATE audit_auditseal SET previous = %s, hash = %s, marks = %s WHERE number = %s",
            previous, made, sealed.marks, seal.number,
        )  # fmt: skip
        previous = made
    assert codes() == ["bad_signature"]


def test_taking_a_signature_away_is_seen_in_the_middle_and_at_the_end(many, intruder):
    for _ in range(3):
        many(2)
        seal_entries()
    intruder.run("UPDATE audit_auditseal SET signature = '' WHERE number IN (4, 6)")
    assert [(f.code, f.number) for f in verify()] == [("unsigned", 3), ("unsigned", 5)]


def test_a_kept_head_shows_that_the_end_was_cut_off(many, intruder, tmp_path):
    for _ in range(3):
        many(3)
        seal_entries()
    out = io.StringIO()
    call_command("audit_head", stdout=out)
    line = out.getvalue().strip()
    assert run("--head", line)[0] == 0
    gone = AuditSeal.objects.filter(number__gt=6).values_list("entry_id", flat=True)
    for pk in list(gone):
        intruder.run("DELETE FROM audit_auditentry WHERE id = %s", pk)
        intruder.run("DELETE FROM audit_auditseal WHERE entry_id = %s", pk)
    # Cut exactly between two batches: what is left is whole in itself.
    assert run()[0] == 0
    kept = tmp_path / "heads"
    kept.write_text(f"\n{line}\n")
    status, text = run("--head", str(kept))
    assert status == 1
    assert "the chain ends at seal 6, its end was cut off" in text


def test_the_days_head_in_the_database_shows_it_too(many, intruder):
    for _ in range(2):
        many(3)
        seal_entries()
    head = keep_head()
    assert keep_head() == head
    assert head.number == 6
    intruder.run("DELETE FROM audit_auditentry WHERE id IN (SELECT entry_id FROM audit_auditseal WHERE number > 3)")
    intruder.run("DELETE FROM audit_auditseal WHERE number > 3")
    assert codes() == ["cut"]


def test_a_forged_head_convinces_nobody(many):
    many(2)
    seal_entries()
    true = current_head()
    forged = Head(true.at, 5, "f" * 64, true.public_key, true.signature)
    assert codes(heads=[forged]) == ["bad_head"]
    with override_settings(SECRET_KEY="somebody else's"):
        foreign = current_head()
    assert codes(heads=[foreign]) == ["foreign_head"]
    assert codes(heads=[foreign], trusted=frozenset({foreign.public_key})) == []


@pytest.mark.parametrize("text", ["audit-head nonsense", "audit-head a b c d e", "/does/not/exist"])
def test_what_is_no_head_is_said_so(db, text):
    assert run("--head", text)[0] == 2


def test_after_the_secret_was_changed_the_chain_still_verifies(many, settings):
    many(3)
    seal_entries()
    old, public = settings.SECRET_KEY, keys.public_key()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [old]
    many(2)
    seal_entries()
    assert not list(verify())
    # Without the old secret its public key is enough: it stands in every head that was kept.
    settings.SECRET_KEY_FALLBACKS = []
    assert codes() == ["foreign_signature"]
    assert run("--key", public)[0] == 0


@pytest.mark.parametrize("table", ["audit_auditseal", "audit_audithead"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = ''", "DELETE FROM {}"])
def test_the_database_guards_seals_and_heads(many, table, statement):
    many(2)
    seal_entries()
    keep_head()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE_CHAIN[f"{'audit_seal' if 'seal' in table else 'audit_head'}_no_delete"])
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))


def test_the_model_guards_them_too(many):
    many(1)
    seal_entries()
    with pytest.raises(AppendOnly):
        AuditSeal.objects.update(hash="")
    with pytest.raises(AppendOnly):
        AuditSeal.objects.get().save()
    with pytest.raises(AppendOnly):
        keep_head().delete()
    with pytest.raises(AppendOnly):
        AuditHead.objects.all().delete()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has INSERT OR REPLACE")
def test_replacing_a_row_is_refused(many):
    """INSERT OR REPLACE would go around the trigger for DELETE."""
    entry = many(1)[0]
    with connection.cursor() as cursor:
        for column in ("id", "uid"):
            columns = [field.column for field in AuditEntry._meta.concrete_fields]
            taken = ", ".join(c if c == column else {"id": "id + 1", "uid": "'x'"}.get(c, c) for c in columns)
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(
                    f"INSERT OR REPLACE INTO audit_auditentry ({', '.join(columns)}) "  # noqa: S608
                    f"SELECT {taken} FROM audit_auditentry WHERE id = %s",
                    [entry.pk],
                )


def test_a_long_chain_is_walked_in_pieces_with_the_same_result(many, intruder):
    for _ in range(4):
        many(5)
        seal_entries()
    assert not [f for piece in range(9) for f in check_a_piece(size=6)]
    state = ChainState.objects.get()
    assert (state.passed_number, state.problems) == (20, [])


def test_the_clock_tells_once_what_it_finds(many, intruder, make_person):
    watcher = make_person("ada@example.org", role=Role.ADMINISTRATOR)
    entries = many(5)
    seal_entries()
    intruder.run("UPDATE audit_auditentry SET verb = 'x' WHERE id = %s", entries[2].pk)
    check_a_piece()
    state = ChainState.objects.get()
    assert state.problems == [f"entry {entries[2].pk} (seal 3) was changed: verb"]
    ChainState.objects.update(passed_at=None)
    check_a_piece()
    assert list(Notice.objects.values_list("person_id", "kind")) == [(watcher.pk, "audit_broken")]
    # Put right from a backup: after a whole pass the site says so.
    intruder.run("UPDATE audit_auditentry SET verb = %s WHERE id = %s", entries[2].verb, entries[2].pk)
    ChainState.objects.update(passed_at=None)
    check_a_piece()
    state = ChainState.objects.get()
    assert state.problems == []


def test_both_databases_give_back_what_the_mark_was_made_over(training, coordinator):
    """Numbers, texts and times go through JSON of two databases; the mark must hold on both."""
    odd = {
        "numbers": [0.1, 1.0, 1e-7, 85.5, -0.0, 2**70, 1e300, float("inf")],
        "texts": ["é", "e\u0301", "\x00", "\ud800", "😀", "\u2028"],
        "when": [dt.datetime(2027, 1, 1, tzinfo=dt.UTC), dt.date(2027, 1, 1), dt.timedelta(hours=1)],
        "ü": {"z": None, "a": True},
    }
    record(actor=coordinator, verb="courses.change_training", target=training, changes=odd)
    seal_entries()
    assert AuditSeal.objects.get().genuine
    assert not list(verify())


def test_a_pass_starts_where_it_is_told(many):
    many(4)
    seal_entries(limit=2)
    seal_entries()
    seal = AuditSeal.objects.get(number=2)
    walk = Pass(number=2, hash=seal.hash)
    assert not list(walk.walk())
    assert walk.number == 4
