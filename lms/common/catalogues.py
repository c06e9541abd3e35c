"""The translation catalogues: drawn from the code, merged, checked and compiled, by Babel alone.

GNU gettext is not needed. Django's own ``templatize`` turns a template into something that reads
like Python, which Babel's extractor then goes through like the rest of the code.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as django_template

ROOT: Path = settings.BASE_DIR
FOLDER = ROOT / "locale"
# Directory names as Django spells locales; English is the language of the code.
LOCALES = ("ar", "es", "fr", "ru", "zh_Hans")
PACKAGES = ("lms", "courses", "sessions", "assessments", "certificates", "feedback")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Arabic's six forms in the order that Django and gettext use: zero, one, two, few, many, other.
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
}
HEADER = "# Translations of the training and learning system of AI for Safer Children.\n#"


def path_of(locale: str) -> Path:
    """Where the catalogue of ``locale`` lies."""
    return FOLDER / locale / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            is_code = path.suffix == ".py" and "migrations" not in path.parts
            is_template = path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts
            if is_code or is_template:
                yield path


def _python_of(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source
    # What is left of a template's layout is no indentation.
    return "\n".join(line.lstrip() for line in django_template.templatize(source).splitlines())


def extracted() -> Catalog:
    """Every text of the code that is to be translated, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for path in _sources():
        name = path.relative_to(ROOT).as_posix()
        code = io.BytesIO(_python_of(path).encode())
        found = extract("python", code, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True)
        for _line, text, comments, context in found:
            if text:
                catalog.add(text, locations=[(name, 1)], auto_comments=comments, context=context)
    return catalog


def read(locale: str) -> Catalog | None:
    """The catalogue of ``locale``, or None if there is none yet."""
    path = path_of(locale)
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def merged(locale: str, template: Catalog, old: Catalog | None) -> Catalog:
    """``template`` with the translations of ``old``: what is new stays empty, what is gone goes, nothing is guessed."""
    epoch = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    catalog = Catalog(
        locale=locale,
        charset="utf-8",
        project="AI for Safer Children",
        version="1",
        msgid_bugs_address=" ",
        last_translator=" ",
        language_team=locale,
        header_comment=HEADER,
        creation_date=old.creation_date if old else epoch,
        revision_date=old.revision_date if old else epoch,
        fuzzy=False,
    )
    if locale in PLURALS:
        catalog.mime_headers = [("Plural-Forms", PLURALS[locale])]
    for message in template:
        if not message.id:
            continue
        before = old.get(message.id, message.context) if old is not None else None
        files = sorted({name for name, _line in message.locations})
        catalog.add(
            message.id,
            string=before.string if before is not None and not before.fuzzy else None,
            locations=[(name, 1) for name in files],
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return catalog


def write(locale: str, catalog: Catalog) -> None:
    """Write the catalogue so that the next one differs only where texts do: by file, without line numbers."""
    path = path_of(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)


def _strings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]


def problems(locale: str, template: Catalog) -> list[str]:
    """What keeps ``locale`` from being complete, a line each: missing, fuzzy, obsolete, wrong placeholders."""
    catalog = read(locale)
    if catalog is None:
        return [f"{locale}: there is no catalogue"]
    found = []
    wanted = {(_key(message), message.context) for message in template if message.id}
    have = {(_key(message), message.context) for message in catalog if message.id}
    found += [f"{locale}: not in the catalogue: {key!r}" for key, _context in sorted(wanted - have, key=str)]
    found += [f"{locale}: no longer used: {key!r}" for key, _context in sorted(have - wanted, key=str)]
    found += [f"{locale}: obsolete: {key!r}" for key in catalog.obsolete]
    for message in catalog:
        if not message.id:
            continue
        if message.fuzzy:
            found.append(f"{locale}: fuzzy: {_key(message)!r}")
        strings = _strings(message)
        plural = isinstance(message.id, list | tuple)
        if not all(strings) or (plural and len(strings) != catalog.num_plurals):
            found.append(f"{locale}: not translated: {_key(message)!r}")
            continue
        found += [f"{locale}: {error}: {_key(message)!r}" for error in message.check(catalog)]
    return found


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, list | tuple) else message.id


def compile_all() -> list[str]:
    """Write the ``.mo`` file of each catalogue that changed since; return their locales."""
    done = []
    for locale in LOCALES:
        source = path_of(locale)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        catalog = read(locale)
        if catalog is not None:
            draft = target.with_suffix(".mo.part")
            with draft.open("wb") as file:
                write_mo(file, catalog)
            draft.replace(target)
            done.append(locale)
    return done
