"""Loads principles and resources after ``migrate``; never over what an editor wrote."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from courses.builtin.store import Store
from courses.toolkit.models import Principle, Resource
from courses.toolkit.tree import PRINCIPLES, RESOURCES
from lms.common.languages import CODES

DATA = Path(__file__).resolve().parent / "data"


def read_texts() -> dict[str, dict[str, Any]]:
    """The texts by language, as the files hold them."""
    return {
        code: tomllib.loads(path.read_text(encoding="utf-8"))
        for code in CODES
        if (path := DATA / f"{code}.toml").exists()
    }


def _texts(files: dict[str, dict[str, Any]], kind: str, slug: str, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    return {
        name: {
            code: data[kind][slug][name].strip()
            for code, data in files.items()
            if data.get(kind, {}).get(slug, {}).get(name)
        }
        for name in names
    }


def load_toolkit(using: str) -> None:
    """Insert what is missing and renew what nobody edited; one query when nothing changed."""
    store = Store(using)
    now = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(DATA.glob("*.toml")))).hexdigest()
    if store.known.get("toolkit") == now:
        return
    files = read_texts()
    with transaction.atomic(using=using):
        position = 0
        for core_slug, branches in PRINCIPLES.items():
            core: Principle | None = None
            for slug in (core_slug, *branches):
                position += 1
                row = store.put(
                    f"principle:{slug}",
                    Principle,
                    {"slug": slug},
                    _texts(files, "principles", slug, ("name", "question", "meaning", "example")),
                    core=core,
                    position=position,
                )
                core = row if slug == core_slug else core
        for number, (slug, group) in enumerate(RESOURCES.items(), start=1):
            store.put(
                f"resource:{slug}",
                Resource,
                {"slug": slug},
                _texts(files, "resources", slug, ("name", "question", "readers")),
                group=group,
                position=number,
            )
        store.remember("toolkit", now)
