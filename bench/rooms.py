"""Live rooms: delivered messages a second and their delay, against a bare asyncio broadcast in the same run.

The real server (Daphne, on the database of the benches), its clients in this process: some write, all read, and
what arrives is counted. Every message is stored before it is sent. The floor stores nothing: a few lines of asyncio
that hand each frame to all, in a process of their own, driven by the same clients.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websockets
from websockets.asyncio.server import broadcast, serve

from bench import registry, servers
from tests.lms.rooms import drill

SECONDS = 6.0
CLIENTS = 200


async def _drive(
    urls: list[tuple[str, dict[str, str], str | None]], rate: float, warm: float = 1.0
) -> dict[str, float]:
    """Connect all, write ``rate`` messages a second, return frames a second and the delay's percentiles in ms."""
    gate = asyncio.Semaphore(40)

    async def connect(url: str, headers: dict[str, str], origin: str | None) -> Any:
        async with gate:
            return await websockets.connect(
                url, additional_headers=headers, origin=origin, compression=None, open_timeout=60, max_queue=None
            )

    connections = await asyncio.gather(*(connect(*each) for each in urls))
    delays: list[float] = []
    frames = 0
    counting = False

    async def listen(connection: Any) -> None:
        nonlocal frames
        async for raw in connection:
            if counting and '"text":"t ' in raw and not raw.startswith('{"t":"ok"'):
                frames += 1
                if frames % 7 == 0:
                    delays.append(time.perf_counter() - float(raw.split('"text":"t ', 1)[1].split('"', 1)[0]))

    tasks = [asyncio.create_task(listen(connection)) for connection in connections]
    await asyncio.sleep(warm)
    counting, start, sent = True, time.perf_counter(), 0
    while (now := time.perf_counter()) - start < SECONDS:
        while sent < (now - start) * rate:
            text = json.dumps({"k": "post", "cid": f"b{start:.0f}-{sent}", "text": f"t {time.perf_counter():.6f}"})
            await connections[sent % len(connections)].send(text)
            sent += 1
        await asyncio.sleep(0.002)
    deadline = time.perf_counter() + 20
    while frames < sent * len(connections) and time.perf_counter() < deadline:
        await asyncio.sleep(0.01)
    elapsed = time.perf_counter() - start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*(connection.close() for connection in connections), return_exceptions=True)
    percentiles = statistics.quantiles(delays, n=100) if len(delays) > 100 else [0.0] * 99
    return {
        "sent": sent,
        "expected": sent * len(connections),
        "delivered": frames,
        "frames_per_second": round(frames / elapsed),
        "p50_ms": round(percentiles[49] * 1000, 1),
        "p95_ms": round(percentiles[94] * 1000, 1),
    }


def _floor_server(port: int) -> None:
    """A broadcast of whatever comes, without storage, rights or numbers."""

    async def main() -> None:
        everyone: set[Any] = set()

        async def handle(connection: Any) -> None:
            everyone.add(connection)
            try:
                async for raw in connection:
                    broadcast(everyone, raw.replace('"text": ', '"text":'))
            finally:
                everyone.discard(connection)

        async with serve(handle, "127.0.0.1", port, compression=None):
            await asyncio.Future()

    asyncio.run(main())


def _measure_rooms(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """At two messages a second, as in a lively room; and flat out, as fast as the rates let so many write."""
    world = drill.World(folder, os.environ.get("DATABASE_URL", ""), redis_url=os.environ.get("REDIS_URL", ""))
    world.prepare(CLIENTS)
    world.start()
    try:
        sockets = [(world.socket_url(10**9), world.headers(i), world.base) for i in range(CLIENTS)]
        most = min(CLIENTS * 1.8, 60_000 / CLIENTS)
        return asyncio.run(_drive(sockets, rate=2)), asyncio.run(_drive(sockets, rate=most))
    finally:
        world.kill()


def _measure_floor() -> dict[str, float]:
    port = servers.free_port()
    floor = multiprocessing.get_context("spawn").Process(target=_floor_server, args=(port,), daemon=True)
    floor.start()
    try:
        servers.wait_for_port(port)
        plain = [(f"ws://127.0.0.1:{port}/", {}, None)] * CLIENTS
        return asyncio.run(_drive(plain, rate=60_000 / CLIENTS))
    finally:
        floor.terminate()
        floor.join()


@registry.bench("rooms")
def rooms(world: registry.World) -> Iterator[registry.Row]:
    """200 people in one room: what is delivered, how late, and the share of the floor."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-rooms-") as folder:
        calm, flat_out = _measure_rooms(Path(folder))
    floor = _measure_floor()
    for name, found in (("floor, bare broadcast", floor), ("two messages a second", calm), ("flat out", flat_out)):
        share = "" if found is calm else round(found["frames_per_second"] / max(floor["frames_per_second"], 1), 2)
        yield registry.Row(
            f"room of {CLIENTS}, {name}",
            {
                "frames/s": found["frames_per_second"],
                "p50 ms": found["p50_ms"],
                "p95 ms": found["p95_ms"],
                "of floor": share,
                "delivered": f"{found['delivered']}/{found['expected']}",
            },
        )
