"""``make soak``: the long drills, on both databases, as a table and in ``bench/soak.json``.

A drill is a test marked ``soak``: small in ``make test``, long here. ``--n`` sets the rounds of all.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from bench import servers

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "soak.json"


def drill(database: str, env: dict[str, str], select: str, seconds: int) -> list[dict[str, object]]:
    """Run the drills on one database; a line for each."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-m",
            select,
            f"--junitxml={report.name}",
            # The rounds of a drill are a property of its case, which the newer scheme has no place for.
            "-o",
            "junit_family=xunit1",
            "-p",
            "no:cacheprovider",
        ]
        try:
            subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False, timeout=seconds)
        except subprocess.TimeoutExpired:
            return [{"drill": "all", "database": database, "outcome": f"stopped after {seconds} s", "seconds": seconds}]
        cases = ET.parse(report.name).getroot().iter("testcase")  # noqa: S314
        return [
            {
                "drill": f"{case.get('classname', '')}.{case.get('name', '')}".removeprefix("tests."),
                "database": database,
                "outcome": next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "held"),
                "rounds": next((p.get("value") for p in case.iter("property") if p.get("name") == "rounds"), ""),
                "seconds": round(float(case.get("time", "0")), 1),
            }
            for case in cases
        ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, help="rounds of every drill, instead of each one's own long measure")
    parser.add_argument("--minutes", type=int, default=240, help="at most so long on each database (default 240)")
    options = parser.parse_args()
    env = {"SOAK": "yes", **({"SOAK_N": str(options.n)} if options.n else {})}
    rows = drill("SQLite", env, "soak", options.minutes * 60)
    with servers.postgres() as url:
        if url:
            rows += drill("PostgreSQL", {**env, "DATABASE_URL": url}, "soak and not process", options.minutes * 60)
    wide = max((len(str(row["drill"])) for row in rows), default=5)
    print(f"\n{'drill':<{wide}}  {'database':<10}  {'outcome':<8}  {'rounds':>7}  {'s':>7}")
    for row in rows:
        print(
            f"{row['drill']!s:<{wide}}  {row['database']!s:<10}  {row['outcome']!s:<8}  "
            f"{row.get('rounds', '')!s:>7}  {row['seconds']!s:>7}"
        )
    RESULTS.write_text(json.dumps(rows, indent=2) + "\n")
    return int(any(row["outcome"] not in {"held", "skipped"} for row in rows) or not rows)


if __name__ == "__main__":
    sys.exit(main())
