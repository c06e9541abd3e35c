"""The main pages: how many per second, how soon, with how many queries, how heavy."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from bench.load import drive
from bench.registry import Row, World, bench
from courses.models import Course, Training

FLOOR = "/en/floor/"
MOST_QUERIES = 15


def _pages() -> list[tuple[str, str, str]]:
    """Name, who reads it, address; only those that this version has."""
    course = Course.objects.order_by("pk").first()
    running = Training.objects.filter(is_self_paced=False).order_by("-starts_on", "pk").first()
    asked = [
        ("home, participant", "participant", "portal:home", []),
        ("home, coordinator", "coordinator", "portal:home", []),
        ("course", "participant", "courses:course", [course.slug if course else "-"]),
        ("training", "coordinator", "portal:training", [running.slug if running else "-"]),
        ("trainings", "coordinator", "courses:trainings", []),
        ("tools catalogue", "participant", "catalogue:list", []),
        ("report by country", "coordinator", "reports:countries", []),
    ]
    found = [("floor", "participant", FLOOR)]
    for name, who, view, arguments in asked:
        try:
            found.append((name, who, reverse(view, args=arguments)))
        except NoReverseMatch:
            continue
    return found


@bench("pages")
def pages(world: World) -> Iterator[Row]:
    """Each page on each server, and its share of the floor's speed measured in the same minutes."""
    floors: dict[str, float] = {}
    for name, who, address in _pages():
        client = world.clients[who]
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(address, headers={"accept-encoding": "gzip"})
        if answer.status_code != 200:
            world.notes.append(f"{name}: answered {answer.status_code}, not measured")
            continue
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        weight = len(answer.content) / 1000
        for server, base in world.servers.items():
            drive(base + address, cookie, 1)
            load = drive(base + address, cookie, world.seconds)
            if address == FLOOR:
                floors[server] = load.per_second
            yield Row(
                f"{name} · {server}",
                {
                    "per second": round(load.per_second, 1),
                    "p50 ms": round(load.p50, 1),
                    "p95 ms": round(load.p95, 1),
                    "of floor": round(load.per_second / floors[server], 2) if floors[server] else "",
                    "queries": len(queries),
                    "kB gzip": round(weight, 1),
                    "errors": load.errors,
                },
            )
        if len(queries) > MOST_QUERIES:
            world.notes.append(f"{name}: {len(queries)} queries, more than {MOST_QUERIES}")
