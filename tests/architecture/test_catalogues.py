"""The interface is complete in six languages: nothing missing, nothing guessed, nothing left over."""

import pytest

from lms.common import catalogues


@pytest.fixture(scope="module")
def template():
    return catalogues.extracted()


@pytest.mark.skipif(not catalogues.FOLDER.is_dir(), reason="no catalogues in this tree")
@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_the_catalogue_is_complete(template, locale):
    problems = catalogues.problems(locale, template)
    assert not problems, "\n".join([f"{len(problems)} problems", *problems[:30]])


def test_texts_are_drawn_from_code_and_templates(template):
    assert template.get("Time zone") is not None
    assert template.get("Save settings") is not None
    assert any(isinstance(message.id, tuple) for message in template)


def test_placeholders_have_names(template):
    """``%s`` and ``%d`` say nothing to a translator and cannot change places."""
    bad = [
        m.id
        for m in template
        if m.id and any("%s" in t or "%d" in t for t in ([m.id] if isinstance(m.id, str) else m.id))
    ]
    assert not bad


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    return tmp_path


def small():
    template = catalogues.Catalog(charset="utf-8")
    template.add("Save")
    template.add(("%(n)s seat", "%(n)s seats"))
    return template


def test_a_new_catalogue_is_empty_and_says_so(folder):
    catalogues.write("ar", catalogues.merged("ar", small(), None))
    assert len(catalogues.problems("ar", small())) == 2


def test_merging_keeps_translations_adds_what_is_new_and_guesses_nothing(folder):
    first = catalogues.merged("fr", small(), None)
    first.get("Save").string = "Enregistrer"
    catalogues.write("fr", first)
    grown = small()
    grown.add("Save it")
    merged = catalogues.merged("fr", grown, catalogues.read("fr"))
    assert merged.get("Save").string == "Enregistrer"
    assert not merged.get("Save it").string
    assert not merged.get("Save it").fuzzy


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda c: setattr(c.get("Save"), "string", ""), "not translated"),
        (lambda c: c.get("Save").flags.add("fuzzy"), "fuzzy"),
        (lambda c: c.add("Gone", "Parti"), "no longer used"),
        (lambda c: c.delete("Save"), "not in the catalogue"),
        (lambda c: setattr(c.get("%(n)s seat"), "string", ("%(m)s place", "%(n)s places")), "incompatible"),
    ],
    ids=["empty", "fuzzy", "obsolete", "missing", "placeholder"],
)
def test_each_kind_of_gap_is_found(folder, change, problem):
    catalog = catalogues.merged("fr", small(), None)
    catalog.get("Save").string = "Enregistrer"
    catalog.get("%(n)s seat").string = ("%(n)s place", "%(n)s places")
    catalogues.write("fr", catalog)
    assert not catalogues.problems("fr", small())
    change(catalog)
    catalogues.write("fr", catalog)
    assert any(problem in line or "placeholder" in line for line in catalogues.problems("fr", small()))


def test_compiled_catalogues_are_read_by_django(folder):
    catalog = catalogues.merged("ar", small(), None)
    catalog.get("Save").string = "حفظ"
    catalogues.write("ar", catalog)
    assert catalogues.compile_all() == ["ar"]
    assert catalogues.compile_all() == []
    assert (folder / "ar" / "LC_MESSAGES" / "django.mo").stat().st_size > 0
