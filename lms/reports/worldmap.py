"""Where circles and names go on the map of the report.

Projection: Equal Earth (Šavrič, Patterson and Jenny 2018, "The Equal Earth map projection", International
Journal of Geographical Information Science 33:3), so that land keeps its share of the area. The dots of land in
``static/reports/world.svg`` were drawn once on a hexagonal grid over the same projection, from the public
GLOBE elevation data; no border is in them. A country's circle stands at its capital (``data/places.csv``).
"""

from __future__ import annotations

import csv
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLACES = Path(__file__).resolve().parent / "data" / "places.csv"
WIDTH, HEIGHT = 1000, 429
CENTRE = 11.0  # degrees east: the far east of Asia stays in one piece
NORTH = 80.0
A = (1.340264, -0.081106, 0.000893, 0.003796)
ROOT = math.sqrt(3) / 2
LARGEST, SMALLEST = 24.0, 6.0
# A letter of the label's size is about this wide, in units of the map.
LETTER, LINE = 10.0, 22.0


@dataclass(frozen=True)
class Mark:
    """A circle, and where its name stands: ``anchor`` is that of SVG text; no name where there is no room."""

    code: str
    name: str
    people: int
    x: float
    y: float
    radius: float
    label_x: float = 0
    label_y: float = 0
    anchor: str = ""


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to units of the map (x to the right, y down)."""
    turned = math.radians((longitude - CENTRE + 180) % 360 - 180)
    x, y = _equal_earth(turned, math.radians(latitude))
    half = _equal_earth(math.pi, 0)[0]
    scale = WIDTH / (2 * half)
    return WIDTH / 2 + x * scale, (_equal_earth(0, math.radians(NORTH))[1] - y) * scale


def _equal_earth(turned: float, latitude: float) -> tuple[float, float]:
    t = math.asin(ROOT * math.sin(latitude))
    x = turned * math.cos(t) / (ROOT * (A[0] + 3 * A[1] * t**2 + t**6 * (7 * A[2] + 9 * A[3] * t**2)))
    return x, t * (A[0] + A[1] * t**2 + t**6 * (A[2] + A[3] * t**2))


@functools.cache
def places() -> dict[str, tuple[float, float]]:
    """ISO code → latitude and longitude of the capital, in degrees."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)}


def marks(people: Mapping[str, int], names: Mapping[str, str]) -> list[Mark]:
    """A circle for each country, its area in proportion to its people; the largest get their names first."""
    most = max(people.values(), default=0)
    found: list[Mark] = []
    for code, count in sorted(people.items(), key=lambda item: (-item[1], item[0])):
        if code in places() and count:
            x, y = project(*places()[code])
            radius = max(SMALLEST, LARGEST * math.sqrt(count / most))
            found.append(Mark(code, names[code], count, x, y, radius))
    taken = [(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in found]
    return [_named(one, taken) for one in found]


def _named(mark: Mark, taken: list[tuple[float, float, float, float]]) -> Mark:
    """The mark with its name beside it where that covers nothing else, tried on four sides."""
    width = (len(mark.name) + len(str(mark.people)) + 1) * LETTER
    gap = mark.radius + 4
    sides = (
        ("start", mark.x + gap, mark.y),
        ("end", mark.x - gap, mark.y),
        ("middle", mark.x, mark.y - gap - LINE / 2),
        ("middle", mark.x, mark.y + gap + LINE / 2),
    )
    for anchor, x, y in sides:
        start = x - {"start": 0.0, "end": width, "middle": width / 2}[anchor]
        box = (start, y - LINE / 2, start + width, y + LINE / 2)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return Mark(mark.code, mark.name, mark.people, mark.x, mark.y, mark.radius, x, y, anchor)
    return mark


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
