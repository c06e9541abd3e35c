"""A backup is one moment of the site, sound and whole; what is not, is not put back. On both databases."""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import uuid
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from lms.common.backups.archive import restore
from lms.common.backups.errors import BackupError
from tests import databases

DRILL = Path(__file__).with_name("backup_drill.py")
SERVER = os.environ.get("DATABASE_URL", "")


class Site:
    """A site of its own: a folder, and a database in it or beside the tests' one on their server."""

    def __init__(self, folder: Path, like: Site | None = None, template: str = "template0") -> None:
        """Empty, or with the database of another site that nobody uses at this moment.

        ``template`` is what a database on a server is copied from otherwise.
        """
        folder.mkdir()
        self.folder, self.media = folder, folder / "media"
        ours = {}
        if SERVER:
            self.database = f"backup_{uuid.uuid4().hex[:12]}"
            source = like.database if like else template
            ask_server(f'CREATE DATABASE "{self.database}" TEMPLATE "{source}" ENCODING \'UTF8\'')
            parts = urlsplit(SERVER)
            ours["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{self.database}"))
        elif like:
            shutil.copy(like.folder / "db.sqlite3", folder)
        self.environment = databases.environment(folder, **ours)

    def end(self) -> None:
        if SERVER:
            ask_server(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def manage(self, *words: object, **how) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.run(
            command,
            cwd=databases.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            **how,
        )

    def drill(self, *words: object) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", DRILL, *map(str, words)],
            env=self.environment, capture_output=True, text=True, timeout=300, check=True,
        )  # fmt: skip
        return done.stdout.split()

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.media)): path.read_bytes() for path in self.media.rglob("*") if path.is_file()
        }

    @property
    def is_empty(self) -> bool:
        if self.files():
            return False
        if SERVER:
            return not ask_server(
                "SELECT 1 FROM pg_tables WHERE schemaname = 'public'", self.environment["DATABASE_URL"]
            )
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            return not database.execute("SELECT 1 FROM sqlite_master").fetchall()


def ask_server(statement: str, url: str = SERVER) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as server:
        answer = server.execute(statement)
        return answer.fetchall() if answer.description else []


@pytest.fixture(scope="module")
def new_site(tmp_path_factory):
    """``new_site()``: nothing in it, not even a table; ``new_site(other)``: with the other's database."""
    folder = tmp_path_factory.mktemp("sites")
    made = []

    def make(like: Site | None = None, **how: str) -> Site:
        made.append(Site(folder / str(len(made)), like, **how))
        return made[-1]

    yield make
    for site in made:
        site.end()


@pytest.fixture(scope="module")
def bare(new_site):
    """A site that was set up and has nobody."""
    if SERVER:
        return new_site(template=databases.postgres_template(SERVER))
    made = new_site()
    databases.migrated(made.folder)
    return made


@pytest.fixture(scope="module")
def site(new_site, bare):
    """A site with six officers and their files."""
    made = new_site(bare)
    made.drill("fill", 6)
    return made


@pytest.fixture(scope="module")
def backup(site, tmp_path_factory):
    file = tmp_path_factory.mktemp("backups") / "site.tar.gz"
    told = site.manage("backup", file)
    assert told.returncode == 0, told.stderr
    assert "6 files" in told.stdout
    return file


def test_what_was_backed_up_comes_back_whole(site, backup, new_site):
    other = new_site()
    shutil.copy(site.folder / "secret_key", other.folder)
    told = other.manage("restore", backup)
    assert (told.returncode, told.stderr) == (0, "")
    assert other.drill("digest") == site.drill("digest")
    assert other.files() == site.files()
    assert other.manage("migrate", "--check").returncode == 0
    assert other.manage("audit_verify").returncode == 0
    # The restored site goes on where the other stood: keys that were given are not given again.
    other.drill("fill", 1, 100)


def test_it_goes_into_a_site_that_was_set_up_and_has_nobody(backup, site, new_site, bare):
    other = new_site(bare)
    told = other.manage("restore", backup)
    assert told.returncode == 0
    assert "another SECRET_KEY" in told.stderr
    assert other.drill("digest") == site.drill("digest")


def test_nobody_else_may_read_it_and_the_key_is_not_in_it(site, backup):
    assert backup.stat().st_mode & 0o777 == 0o600
    key = (site.folder / "secret_key").read_bytes().strip()
    with tarfile.open(backup) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                assert key not in file.read()


def test_nothing_is_overwritten(site, backup):
    before = backup.read_bytes()
    told = site.manage("backup", backup)
    assert told.returncode != 0
    assert "is there already" in told.stderr
    assert backup.read_bytes() == before
    told = site.manage("restore", backup)
    assert told.returncode != 0
    assert "There are people in this database" in told.stderr


def test_files_that_lie_there_are_not_mixed_with_others(backup, new_site):
    other = new_site()
    other.media.mkdir()
    (other.media / "of-somebody.pdf").write_bytes(b"%PDF")
    told = other.manage("restore", backup)
    assert told.returncode != 0
    assert "There are files in" in told.stderr
    assert list(other.files()) == ["of-somebody.pdf"]


def packed(backup, target, change):
    """The backup with its parts changed: ``change(name, content)`` gives ``[(name, content), …]`` instead."""
    with tarfile.open(backup) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            for name, content in change(member.name, old.extractfile(member).read()):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))
    return target


def media(name):
    return name.startswith("media/")


def database(name):
    return name.startswith("database.")


def manifest(name):
    return name == "manifest.json"


def swap(wanted, content):
    """Instead of each part that is wanted, this."""
    return lambda name, before: [(name, content(before) if wanted(name) else before)]


def drop(wanted):
    return lambda name, before: [] if wanted(name) else [(name, before)]


def add(added):
    return lambda name, before: [(name, before), *([(added, b"x")] if manifest(name) else [])]


def tell(**otherwise):
    return swap(manifest, lambda before: json.dumps(json.loads(before) | otherwise).encode())


def newer(before):
    told = json.loads(before)
    return json.dumps(told | {"migrations": [*told["migrations"], ["people", "9999_later"]]}).encode()


DAMAGES = {
    "a file differs": swap(media, lambda before: before[:-1] + b"x"),
    "a file is gone": drop(media),
    "a file was added": add("media/x.pdf"),
    "the database differs": swap(database, lambda before: before[:-9] + b"x" + before[-8:]),
    "the database is gone": drop(database),
    "no manifest": drop(manifest),
    "a broken manifest": swap(manifest, lambda before: b"{"),
    "a path that leads out": add("../../x"),
    "another engine": tell(engine="mysql"),
    "another format": tell(format=2),
    "a table with other counts": tell(rows={"people_person": 5}),
    "a newer version": swap(manifest, newer),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_not_put_back(backup, tmp_path, db, damage):
    file = packed(backup, tmp_path / "damaged.tar.gz", DAMAGES[damage])
    # It is refused for what it is before anybody looks whether the site is empty, which this one is not.
    with pytest.raises(BackupError, match=r"^(?!There are)"):
        restore(file)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("cut", [0, 10, 5000, -1])
def test_half_a_backup_is_none(backup, tmp_path, db, cut):
    file = tmp_path / "half.tar.gz"
    file.write_bytes(backup.read_bytes()[:cut])
    with pytest.raises(BackupError, match="cannot be read"):
        restore(file)


def test_a_sound_one_is_not_put_into_a_site_with_people(backup, make_person):
    """The control of the two above: nothing else is wrong with it."""
    make_person("somebody@example.org")
    with pytest.raises(BackupError, match="There are people"):
        restore(backup)


def test_the_operator_is_told_and_nothing_is_touched(backup, new_site, tmp_path):
    other = new_site()
    told = other.manage("restore", packed(backup, tmp_path / "damaged.tar.gz", DAMAGES["a file differs"]))
    assert told.returncode != 0
    assert told.stderr.startswith("CommandError: The file ")
    assert other.is_empty


@pytest.mark.process
def test_a_full_disk_leaves_no_backup_and_says_so(site, tmp_path):
    def narrow():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    told = site.manage("backup", tmp_path / "too-large.tar.gz", preexec_fn=narrow)
    assert told.returncode != 0
    assert told.stderr.startswith("CommandError: ")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_lost_is_told_and_stops_nothing(new_site, backup, tmp_path):
    other = new_site()
    assert other.manage("restore", backup).returncode == 0
    lost = next(path for path in other.media.rglob("*") if path.is_file())
    lost.unlink()
    told = other.manage("backup", tmp_path / "site.tar.gz")
    assert told.returncode == 0
    assert str(lost.relative_to(other.media)) in told.stderr


@pytest.mark.soak(small=1, large=50)
def test_backups_of_a_busy_site_are_sound(site, new_site, bare, tmp_path, rounds):
    """Two processes: one writes officers, files and audit, the other makes backups; each is put back and counted."""
    before = len(site.files())
    busy = new_site(bare)
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", DRILL, "write"], env=busy.environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        try:
            told = [int(writer.stdout.readline())]
            for number in range(rounds):
                file = tmp_path / f"{number}.tar.gz"
                done = busy.manage("backup", file)
                assert done.returncode == 0, done.stderr
                assert done.stderr == ""
                told.append(int(writer.stdout.readline()))
                assert told[-1] > told[-2], "nothing was written meanwhile"
        finally:
            writer.send_signal(signal.SIGKILL)
    counts = []
    for number in range(rounds):
        other = new_site()
        done = other.manage("restore", tmp_path / f"{number}.tar.gz")
        assert done.returncode == 0, done.stderr
        added, gaps, wrong, without = map(int, other.drill("check"))
        counts.append(added)
        assert (gaps, wrong, without) == (0, 0, 0)
        other.end()
    # What was told before a backup began is in it.
    assert all(count > at - 1000 for count, at in zip(counts, told, strict=False))
    assert len(site.files()) == before
