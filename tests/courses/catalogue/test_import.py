"""A file of tools: checked row by row, brought in for review, repeat-safe."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from courses.catalogue.actions.import_tools import import_tools
from courses.catalogue.actions.publish_tools import publish_tools
from courses.catalogue.models import Tool, ToolTag
from courses.catalogue.starter import FILE, demo_selection
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.common.languages import texts_of

HEAD = (
    "name,provider,provider_country,website,summary,functions,data_types,licence_model,cost_note,"
    "deployment,skill_level,integration_notes,human_oversight,source,verified\n"
)
ROW = (
    "Lantern,Northlight,EE,https://lantern.example,Turns speech into text.,speech-to-text,audio,open-source,Free,"
    'desktop,basic,Needs a laptop,"Listen again, always",Public page,yes\n'
)


@pytest.fixture
def editor(make_person):
    """Eve, editor of the catalogue."""
    return make_person("eve@example.org", role="editor")


def command(*args):
    out = io.StringIO()
    call_command("import_tools", *args, stdout=out)
    return out.getvalue()


def test_the_starter_list_is_taken_whole_and_only_once(db):
    first = json.loads(command(str(FILE), "--json"))
    assert (first["new"], first["rejected"], first["duplicates"]) == (211, [], 0)
    assert set(Tool.objects.values_list("status", flat=True)) == {"in_review"}
    before = list(Tool.objects.order_by("pk").values()), list(ToolTag.objects.order_by("pk").values())
    second = json.loads(command(str(FILE), "--json"))
    assert (second["new"], second["unchanged"], second["updated"]) == (0, 211, 0)
    assert before == (list(Tool.objects.order_by("pk").values()), list(ToolTag.objects.order_by("pk").values()))
    assert len(demo_selection()) == 106
    assert len(set(demo_selection())) == 106


def test_a_dry_run_leaves_nothing(db):
    assert json.loads(command(str(FILE), "--json", "--dry-run"))["new"] == 211
    assert not Tool.objects.exists()


def test_a_row_with_a_fault_is_named_with_its_line_and_the_rest_is_taken(db):
    bad = ROW.replace("Lantern,", "Other,").replace("speech-to-text", "mind-reading").replace("EE", "ZZ")
    counts = import_tools(data=(HEAD + ROW + "\n" + bad + ROW).encode()).as_json()
    assert (counts["new"], counts["blank"], counts["duplicates"]) == (1, 1, 1)
    assert [(problem["row"], problem["field"]) for problem in counts["rejected"]] == [
        (4, "functions"),
        (4, "provider_country"),
    ]


def test_a_script_as_web_address_is_refused(db):
    counts = import_tools(data=(HEAD + ROW.replace("https://lantern.example", "javascript:alert(1)")).encode())
    assert [problem.field for problem in counts.rejected] == ["website"]
    assert not Tool.objects.exists()


def test_a_changed_row_renews_a_draft_but_never_what_members_see(db, editor):
    import_tools(data=(HEAD + ROW).encode())
    tool = Tool.objects.get(slug="lantern")
    tool.summary = {"en": "Turns speech into text.", "fr": "Transforme la parole en texte."}
    tool.save()
    changed = (HEAD + ROW.replace("Free,", "Free for ever,").replace("basic", "advanced")).encode()
    assert import_tools(data=changed).updated == 1
    tool.refresh_from_db()
    assert (tool.skill_level, texts_of(tool.summary)["fr"]) == ("advanced", "Transforme la parole en texte.")
    assert publish_tools(slugs=["lantern"], actor=editor) == 1
    assert import_tools(data=(HEAD + ROW).encode()).existing == 1
    tool.refresh_from_db()
    assert (tool.skill_level, tool.status) == ("advanced", "published")


def test_only_editors_publish_and_it_is_on_record(db, editor, stranger):
    import_tools(data=(HEAD + ROW).encode())
    with pytest.raises(Refused):
        publish_tools(slugs=["lantern"], actor=stranger)
    assert publish_tools(slugs=["lantern"], actor=editor) == 1
    assert publish_tools(slugs=["lantern"], actor=editor) == 0
    assert AuditEntry.objects.filter(verb="catalogue.publish_tools", actor_id=editor.pk).count() == 1
    assert Tool.objects.get().reviewer == editor


@pytest.mark.parametrize("data", [b"", b"\x00", b"just words\n", b"name,provider\nA,B\n", b"PK\x03\x04broken"])
def test_what_is_no_table_of_tools_changes_nothing(db, tmp_path, data):
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    with pytest.raises(CommandError):
        command(str(path))
    assert not Tool.objects.exists()


def test_a_file_that_is_not_there_is_wrong_use(db):
    with pytest.raises(CommandError) as error:
        command("/nowhere/tools.csv")
    assert error.value.returncode == 2
