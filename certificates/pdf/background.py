"""What is drawn without letters: the edge with its line and seal, the rules, the QR code.

Everything is written as PDF drawing operators (ISO 32000-1, annex A) in points from the lower left
corner; curves are Béziers, so that the whole edge takes less than 2 kB.
"""

from __future__ import annotations

import functools
import math

import segno

WIDTH, HEIGHT = 841.89, 595.28
EDGE = 112.6
NAVY, NAVY_LINE, PALE, GOLD, INK = "#0D2748", "#34557F", "#BCCCE2", "#DDA92E", "#0F2139"
# Distance of a circle's control points, for four Béziers.
_KAPPA = 0.5522847498


def colour(value: str, operator: str = "rg") -> str:
    """``#RRGGBB`` as the operator that chooses it (``rg`` to fill, ``RG`` to draw lines)."""
    parts = (int(value[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return " ".join(f"{part:.4f}".rstrip("0").rstrip(".") for part in parts) + f" {operator}"


def _n(*numbers: float) -> str:
    return " ".join(f"{number:.2f}".rstrip("0").rstrip(".") or "0" for number in numbers)


def _circle(x: float, y: float, radius: float) -> str:
    k = radius * _KAPPA
    return "\n".join(
        (
            f"{_n(x + radius, y)} m",
            f"{_n(x + radius, y + k, x + k, y + radius, x, y + radius)} c",
            f"{_n(x - k, y + radius, x - radius, y + k, x - radius, y)} c",
            f"{_n(x - radius, y - k, x - k, y - radius, x, y - radius)} c",
            f"{_n(x + k, y - radius, x + radius, y - k, x + radius, y)} c h",
        )
    )


def _seal(x: float, y: float) -> str:
    """A round seal with twelve points and a tick."""
    points = [
        (x + radius * math.sin(angle), y + radius * math.cos(angle))
        for place in range(24)
        for radius, angle in [(31.0 if place % 2 == 0 else 25.6, place * math.pi / 12)]
    ]
    outline = f"{_n(*points[0])} m " + " ".join(f"{_n(*point)} l" for point in points[1:]) + " h"
    tick = f"{_n(x - 12.5, y + 1)} m {_n(x - 3.8, y - 7.7)} l {_n(x + 13, y + 9.5)} l S"
    return (
        f"{colour(GOLD)}\n{outline} f\n"
        # A fine ring within the points, as on a struck seal.
        f"{colour(NAVY, 'RG')} 0.7 w {_circle(x, y, 22.6)} S\n"
        f"5 w 1 J 1 j {tick}"
    )


@functools.cache
def edge(*, mirrored: bool) -> bytes:
    """The navy edge with the line that ends in the seal, and the fixed rules of the page."""
    x = EDGE / 2
    nodes = "\n".join(
        f"{colour(NAVY)} {_circle(x, y, 8.2)} f {colour(PALE, 'RG')} 1.9 w {_circle(x, y, 8.2)} S "
        f"{colour(PALE)} {_circle(x, y, 3.8)} f"
        for y in (523.5, 426.0, 328.5)
    )
    drawing = (
        "q\n"
        + (f"-1 0 0 1 {WIDTH} 0 cm\n" if mirrored else "")
        + f"{colour(NAVY)} 0 0 {_n(EDGE, HEIGHT)} re f\n"
        + f"{colour(NAVY_LINE, 'RG')} 2.4 w {_n(x, 523.5)} m {_n(x, 72)} l S\n"
        + f"{colour(NAVY_LINE)} {_circle(x, 72, 3.8)} f\n"
        + nodes
        + "\nQ\nq\n"
        # The seal is drawn unmirrored: a tick has one direction in every language.
        + _seal(WIDTH - x if mirrored else x, 229.5)
        + "\nQ"
    )
    return drawing.encode("ascii")


def rule(x: float, top: float, length: float, thickness: float, shade: str) -> str:
    """A horizontal rule; ``top`` is measured from the upper edge of the page."""
    return f"{colour(shade)} {_n(x, HEIGHT - top - thickness, length, thickness)} re f"


def qr_code(text: str, x: float, top: float, side: float) -> str:
    """``text`` as a QR code (error correction M) in a square of ``side``, each dark run one rectangle."""
    matrix = segno.make(text, error="m", micro=False).matrix
    cell = side / len(matrix)
    drawn = []
    for row, cells in enumerate(matrix):
        y = HEIGHT - top - (row + 1) * cell
        start: int | None = None
        for column, dark in enumerate([*cells, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                drawn.append(
                    # A hair taller than the cell, so that no viewer shows seams between the rows.
                    f"{x + start * cell:.3f} {y - 0.02:.3f} {(column - start) * cell:.3f} {cell + 0.04:.3f} re"
                )
                start = None
    return f"{colour(INK)}\n" + "\n".join(drawn) + "\nf"
