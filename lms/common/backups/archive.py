"""The file of a backup: a tar with a manifest, written under another name until it has been read again.

Layout, format 1: ``media/…`` (the files), ``database.sqlite3`` or ``database.pgdump``, and last
``manifest.json``, which tells what the others must be.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import hmac
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from lms.common.backups.databases import Database, of_this_site
from lms.common.backups.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a backup holds. Times in UTC, sizes in bytes, hashes SHA-256 in hexadecimal."""

    made_at: str
    engine: str
    migrations: list[list[str]]
    rows: dict[str, int]
    database_sha256: str
    media: dict[str, list[Any]]  # path → [SHA-256, size]
    missing: list[str]  # files that rows name and the folder did not hold
    key_mark: str
    format: int = FORMAT


def back_up(target: Path) -> Manifest:
    """Write the site as it is now to ``target`` and read it again; nobody else can read that file.

    Raises BackupError if ``target`` exists, the disk is full or what was written is not what it should be.
    """
    if target.exists():
        raise BackupError(f"{target} is there already. A backup never overwrites another one.")
    database = of_this_site()
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with tempfile.TemporaryDirectory(prefix="backup-", dir=target.parent) as folder:
            copy = Path(folder) / database.file_name
            named = _named_files()
            # The order matters: a file that a row of the copy names was there before the row was.
            rows = database.copy(copy)
            unfinished.touch(0o600)
            with tarfile.open(unfinished, mode="w:gz", compresslevel=4) as tar:
                media = dict(_add_media(tar))
                tar.add(copy, arcname=database.file_name, filter=_plain)
                manifest = Manifest(
                    made_at=timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
                    engine=database.engine,
                    migrations=sorted(map(list, MigrationRecorder(connection).applied_migrations())),
                    rows=rows,
                    database_sha256=_hash_of(copy),
                    media=media,
                    # Named before the copy and after it: so by the copy, too.
                    missing=sorted((named & _named_files()) - media.keys()),
                    key_mark=key_mark(settings.SECRET_KEY),
                )
                _add_bytes(tar, MANIFEST, json.dumps(dataclasses.asdict(manifest), indent=1).encode())
        with opened(unfinished):
            pass
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        _give_name(unfinished, target)
    except FileExistsError:
        raise BackupError(f"{target} is there already. A backup never overwrites another one.") from None
    except (OSError, DatabaseError) as error:
        raise BackupError(f"The backup could not be written: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


@contextmanager
def opened(source: Path) -> Iterator[tuple[Manifest, Path]]:
    """A backup, unpacked into a folder that lasts as long as the block, everything in it compared with its manifest.

    Raises BackupError if anything is missing, added or changed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="restore-", dir=source.parent) as name:
            folder = Path(name)
            with tarfile.open(source, mode="r:gz") as tar:
                tar.extractall(folder, filter="data")
                # To its very end: the check sum of the packing stands there.
                while tar.fileobj is not None and tar.fileobj.read(1 << 20):
                    pass
            manifest = _read_manifest(folder)
            _compare(manifest, folder)
            yield manifest, folder
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"{source} cannot be read as a backup: {error}") from error


def restore(source: Path) -> Manifest:
    """Put a backup back into this site, which must be empty: nobody in its database, no file in its folder.

    Everything is checked before anything is touched, and counted again afterwards. Raises BackupError.
    """
    with opened(source) as (manifest, folder):
        database = of_this_site()
        if manifest.engine != database.engine:
            raise BackupError(f"This is a backup of {manifest.engine}, and the site runs on {database.engine}.")
        known = set(MigrationLoader(connection).disk_migrations)
        if newer := [one for one in map(tuple, manifest.migrations) if one not in known and _is_installed(one[0])]:
            raise BackupError(f"This backup is of a newer version of the site (it has {'.'.join(newer[0])}).")
        _refuse_living_site()
        database.fill(folder / database.file_name)
        if (found := database.rows()) != manifest.rows:
            raise BackupError(f"After restoring, {_first_difference(manifest.rows, found)}.")
        root = Path(settings.MEDIA_ROOT)
        for path in manifest.media:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder / "media" / path, target)
            if settings.FILE_UPLOAD_PERMISSIONS is not None:
                target.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        return manifest


def _give_name(unfinished: Path, target: Path) -> None:
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise
    except OSError:
        # Disks that one carries about know no second name for a file.
        if target.exists():
            raise FileExistsError(target) from None
        unfinished.rename(target)


def key_mark(key: str) -> str:
    """Tells whether two sites have the same SECRET_KEY, and nothing about the key."""
    return hmac.new(key.encode(), b"mark of a backup", hashlib.sha256).hexdigest()[:16]


def has_our_key(manifest: Manifest) -> bool:
    """Whether this site's keys open what is sealed in the backup."""
    return manifest.key_mark in {key_mark(key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]}


def _refuse_living_site() -> None:
    people = settings.AUTH_USER_MODEL.lower().replace(".", "_")
    if people in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{people}" LIMIT 1')  # noqa: S608
            if cursor.fetchone():
                raise BackupError("There are people in this database. Restore into an empty one.")
    root = Path(settings.MEDIA_ROOT)
    if root.exists() and next((path for path in root.rglob("*") if path.is_file()), None):
        raise BackupError(f"There are files in {root}. Restore into an empty folder.")


def _add_media(tar: tarfile.TarFile) -> Iterator[tuple[str, list[Any]]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else ():
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(root).as_posix()
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # Deleted since we looked: so is the row that named it.
        _add_bytes(tar, f"media/{name}", content)
        yield name, [hashlib.sha256(content).hexdigest(), len(content)]


def _named_files() -> set[str]:
    """What the rows say lies in the media folder."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                values = model._base_manager.exclude(**{field.name: ""}).exclude(**{field.name: None})
                found.update(str(value) for value in values.values_list(field.name, flat=True))
    return found


def _read_manifest(folder: Path) -> Manifest:
    try:
        read = json.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**read)
    except (FileNotFoundError, ValueError, TypeError) as error:
        raise BackupError("This file is not a backup of this site: it has no manifest.") from error
    if manifest.format != FORMAT:
        raise BackupError(f"This backup has format {manifest.format}; this version reads format {FORMAT}.")
    return manifest


def _compare(manifest: Manifest, folder: Path) -> None:
    database = _kind(manifest.engine)
    copy = folder / database.file_name
    if not copy.exists() or _hash_of(copy) != manifest.database_sha256:
        raise BackupError("The database in this backup is not the one that was written.")
    if (found := database.rows_in(copy)) != manifest.rows:
        raise BackupError(f"In this backup, {_first_difference(manifest.rows, found)}.")
    root = folder / "media"
    there = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    for name, (sha256, size) in manifest.media.items():
        path = there.pop(name, None)
        if path is None or path.stat().st_size != size or _hash_of(path) != sha256:
            raise BackupError(f"The file {name} in this backup is not the one that was written.")
    if there:
        raise BackupError(f"The file {min(there)} was added to this backup.")


def _kind(engine: str) -> Database:
    for kind in Database.__subclasses__():
        if kind.engine == engine:
            return kind()
    raise BackupError(f"This backup is of {engine}, which this version does not know.")


def _first_difference(told: dict[str, int], found: dict[str, int]) -> str:
    table = next(name for name in sorted({*told, *found}) if told.get(name) != found.get(name))
    return f"the table {table} has {found.get(table, 'no')} rows instead of {told.get(table, 'none')}"


def _is_installed(label: str) -> bool:
    return any(config.label == label for config in apps.get_app_configs())


def _plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without this machine's users and times."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(str(PurePosixPath(name)))
    info.size = len(content)
    tar.addfile(_plain(info), io.BytesIO(content))


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def total(sizes: Iterable[list[Any]]) -> int:
    """Bytes of all files of a manifest."""
    return sum(int(size) for _, size in sizes)
