"""The gate: linters, types, contracts, settings, migrations, translations, then the tests on both databases.

``gate.py`` runs all of it, ``gate.py --fast`` what needs no test run. The output ends with
pytest's own summary.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
sys.path.insert(0, str(ROOT))

from bench import servers  # noqa: E402

PYTHON = str(BIN / "python")


@dataclass
class Step:
    """One thing that must hold."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)

    def run(self, base: dict[str, str]) -> tuple[bool, float, str]:
        start = time.monotonic()
        done = subprocess.run(
            self.command, cwd=ROOT, env={**base, **self.env}, capture_output=True, text=True, check=False
        )
        return done.returncode == 0, time.monotonic() - start, done.stdout + done.stderr


def manage(*arguments: str) -> list[str]:
    return [PYTHON, "manage.py", *arguments]


PRODUCTION = {
    "BASE_URL": "https://lms.example",
    "ALLOWED_HOSTS": "lms.example",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "TRUSTED_PROXIES": "127.0.0.1",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtps://user:password@mail.example",
    "DEMO": "0",
    "DEBUG": "0",
    "REQUIRE_MFA": "1",
}
TEMPLATES = ["lms", "courses", "sessions", "assessments", "certificates", "feedback"]


def fast_steps() -> list[Step]:
    return [
        Step("types (mypy strict)", [str(BIN / "mypy")]),
        Step("lint (ruff)", [str(BIN / "ruff"), "check", "."]),
        Step("format (ruff)", [str(BIN / "ruff"), "format", "--check", "."]),
        Step("import contracts", [str(BIN / "lint-imports")]),
        Step("templates (djlint)", [str(BIN / "djlint"), *TEMPLATES, "--lint", "--quiet"]),
        Step("settings (check)", manage("check")),
        Step(
            "production settings (check --deploy)", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION
        ),
        Step("migrations are complete", manage("makemigrations", "--check", "--dry-run")),
        *([Step("translations are complete", manage("messages", "--check"))] if (ROOT / "locale").is_dir() else []),
    ]


def run_fast(base: dict[str, str]) -> bool:
    """Two at a time; what fails is shown whole."""
    well = True
    with ThreadPoolExecutor(2) as pool:
        steps = fast_steps()
        for step, (ok, seconds, output) in zip(steps, pool.map(lambda s: s.run(base), steps), strict=True):
            print(f"{'ok  ' if ok else 'FAIL'} {step.name} ({seconds:.0f} s)", flush=True)
            if not ok:
                well = False
                print(output, flush=True)
    return well


def pytest(base: dict[str, str], *arguments: str) -> int:
    command = [PYTHON, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env=base, check=False).returncode


def main() -> int:
    temporary = tempfile.mkdtemp(prefix="lms-gate-")
    base = {
        **{k: v for k, v in os.environ.items() if k not in PRODUCTION and k != "DATABASE_URL"},
        "VAR_DIR": temporary,
        "PYTHONPATH": str(ROOT),
        "TEST_TEMPLATES": str(Path(temporary) / "templates"),
        # By `make setup`, a moment ago.
        "STATIC_IS_COLLECTED": "yes",
    }
    try:
        if not run_fast(base):
            return 1
        if "--fast" in sys.argv:
            return 0
        return run_tests(base)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


# What reads the sources, or says the same on every database, runs once.
ON_POSTGRES = ["-m", "not browser and not process and not once", "--ignore=tests/architecture"]
# Three for two cores: drills wait for programs. A file's tests stay together: what it starts, it starts once.
WORKERS = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=15"]


def run_tests(base: dict[str, str]) -> int:
    skipped = []
    chromium = next((p for p in map(servers.find, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if chromium:
        base["CHROMIUM"] = chromium
    else:
        skipped.append("tests in a browser (no Chromium)")
    with servers.redis() as redis, servers.postgres() as postgres:
        if redis:
            base["TEST_REDIS_URL"] = redis
        else:
            skipped.append("tests with Redis (no redis-server)")
        if postgres:
            print("tests on PostgreSQL", flush=True)
            status = pytest({**base, "DATABASE_URL": postgres}, *WORKERS, *ON_POSTGRES)
            if status:
                return status
        else:
            skipped.append("the tests again on PostgreSQL (no initdb)")
        print("skipped: " + "; ".join(skipped) if skipped else "skipped: nothing", flush=True)
        print("tests on SQLite", flush=True)
        return pytest(base, *WORKERS, *([] if chromium else ["-m", "not browser"]))


if __name__ == "__main__":
    sys.exit(main())
