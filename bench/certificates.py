"""How long a certificate takes, beside the least that any page costs here.

``floor`` is a bare ReportLab canvas that sets one line of an embedded face and saves: what no
renderer on this stack can go below.
"""

from __future__ import annotations

import datetime as dt
import io
import statistics
import time
from collections.abc import Callable, Iterator

from bench.registry import Row, World, bench
from certificates.pdf import background, document, fonts
from certificates.wording import Words

NAMES = {"en": "Thandiwe Nkosana Chirwa", "ar": "محمد بن عبد العزيز الخليفة", "zh-hans": "欧阳娜娜"}
TITLES = {
    "en": "AI for Safer Children national training",
    "ar": "الدورة الوطنية للذكاء الاصطناعي",
    "zh-hans": "人工智能培训",
}


def page(language: str, number: int = 1) -> document.Page:
    """A usual certificate; ``number`` makes each one different."""
    words = Words(language)
    return document.Page(
        language=language,
        heading=words["heading_completion"],
        name=NAMES[language],
        sentence=words.sentence(
            title=TITLES[language],
            mode="in_person",
            city="Harare",
            country="Zimbabwe",
            dates=(dt.date(2026, 11, 30), dt.date(2026, 12, 1)),
            hours=14,
            host="Zimbabwe Republic Police",
            passed=True,
        ),
        number=f"A4SC-2026-{number:05d}-A",
        code="7K2M-9QXR-41TB-VW0D-EZ8P-3HNC",
        verify_url=f"https://learn.example.org/verify/{number:024d}/",
        verify_site="learn.example.org/verify",
        issued_on=dt.date(2026, 12, 3),
        signatories=(("Dr Elena Marković", words["first_function"]), ("", words["second_function"])),
    )


def floor() -> bytes:
    """One line on one page, embedded, saved."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(background.WIDTH, background.HEIGHT))
    canvas.setFont("CertLatin-Regular", 34)
    canvas.drawString(100, 300, NAMES["en"])
    canvas.save()
    return out.getvalue()


def median_ms(work: Callable[[int], object], times: int) -> float:
    """The median of ``times`` runs, after three that warm up."""
    taken = []
    for turn in range(times + 3):
        start = time.perf_counter()
        work(turn)
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken[3:]), 1)


@bench("certificate")
def certificate(world: World, times: int = 20) -> Iterator[Row]:
    """Milliseconds per certificate and its size, per language, and how many times the floor that is."""
    fonts.register()
    least = median_ms(lambda turn: floor(), times)
    yield Row("certificate PDF, floor", {"ms": least, "times floor": 1, "kB": round(len(floor()) / 1000, 1)})
    for language in NAMES:
        took = median_ms(lambda turn, code=language: document.render(page(code, turn)), times)
        size = round(len(document.render(page(language))) / 1000, 1)
        figures = {"ms": took, "times floor": round(took / least, 1), "kB": size}
        yield Row(f"certificate PDF, {language}", figures)
