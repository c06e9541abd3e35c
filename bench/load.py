"""A crowd of readers: wrk where it is installed, a small asyncio client else."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass

import httpx

from bench.servers import find

CLIENTS = 8
SCRIPT = """
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(95), bad))
end
"""


@dataclass(frozen=True)
class Load:
    """Requests per second, and the milliseconds within which half and 95 of 100 were answered."""

    per_second: float
    p50: float
    p95: float
    errors: int


def drive(url: str, cookie: str, seconds: float) -> Load:
    """Ask for ``url`` with eight clients for ``seconds``."""
    wrk = find("wrk")
    if wrk is None:
        return asyncio.run(_drive(url, cookie, seconds))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{seconds:.0f}s", "-s", script.name, "-H", f"Cookie: {cookie}"]
        command += ["-H", "Accept-Encoding: gzip", url]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(line for line in output.splitlines() if line.startswith("RESULT"))
    requests, micros, p50, p95, errors = map(int, line.split()[1:])
    return Load(requests / (micros / 1e6), p50 / 1000, p95 / 1000, errors)


async def _drive(url: str, cookie: str, seconds: float) -> Load:
    times: list[float] = []
    errors = 0
    end = time.monotonic() + seconds
    async with httpx.AsyncClient(headers={"Cookie": cookie, "Accept-Encoding": "gzip"}) as client:

        async def reader() -> None:
            nonlocal errors
            while time.monotonic() < end:
                start = time.monotonic()
                answer = await client.get(url)
                times.append((time.monotonic() - start) * 1000)
                errors += answer.status_code >= 400

        await asyncio.gather(*(reader() for _ in range(CLIENTS)))
    cuts = statistics.quantiles(times, n=20) if len(times) > 1 else [0.0] * 19
    return Load(len(times) / seconds, statistics.median(times), cuts[18], errors)
