"""Live rooms: delivered messages a second and their delay, against a bare asyncio broadcast in the same run.

``run()`` starts the real server (Daphne, SQLite or the given database), connects the clients from a second
process' event loop, lets some of them write, and counts what arrives at all of them. Every message is stored
before it is sent. The floor stores nothing: a few lines of asyncio with the same library on both ends.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import websockets
from websockets.asyncio.server import broadcast, serve

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.lms.rooms.drill import World, free_port

SECONDS = 6.0


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


def run(clients: tuple[int, ...] = (200,), database_url: str = "") -> dict[str, Any]:
    """Measure at each number of clients: flat out, and at two messages a second; ratios to the floor."""
    import multiprocessing

    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), database_url)
        world.prepare(max(clients))
        world.start()
        try:
            for number in clients:
                sockets = [(world.socket_url(10**9), world.headers(i), world.base) for i in range(number)]
                most = min(number * 1.8, 60_000 / number)
                results[str(number)] = {
                    "calm": asyncio.run(_drive(sockets, rate=2)),
                    "flat_out": asyncio.run(_drive(sockets, rate=most)),
                }
        finally:
            world.kill()
    port = free_port()
    floor = multiprocessing.get_context("spawn").Process(target=_floor_server, args=(port,), daemon=True)
    floor.start()
    time.sleep(2)
    try:
        for number in clients:
            plain = [(f"ws://127.0.0.1:{port}/", {}, None)] * number
            found = asyncio.run(_drive(plain, rate=60_000 / number))
            results[str(number)]["floor"] = found
            ratio = results[str(number)]["flat_out"]["frames_per_second"] / max(found["frames_per_second"], 1)
            results[str(number)]["ratio_to_floor"] = round(ratio, 2)
    finally:
        floor.terminate()
        floor.join()
    return results


if __name__ == "__main__":
    print(json.dumps(run(tuple(int(arg) for arg in sys.argv[1:]) or (200,)), indent=2))
