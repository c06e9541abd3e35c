"""The starter list of tools that comes with the product, as drafts for review."""

from __future__ import annotations

from pathlib import Path

from courses.catalogue.models import Tool

FILE = Path(__file__).resolve().parent / "data" / "ai_tools.csv"
DEMO_PUBLISHED = 106


def demo_selection(count: int = DEMO_PUBLISHED) -> list[str]:
    """Slugs of ``count`` tools for the demonstration: of each function in turn, tools whose existence is confirmed."""
    rows = list(Tool.objects.filter(is_verified=True).prefetch_related("tags").order_by("name", "pk"))
    by_function: dict[str, list[Tool]] = {}
    for tool in rows:
        for key in tool.keys("function"):
            by_function.setdefault(key, []).append(tool)
    picked: dict[int, str] = {}
    turn = 0
    while len(picked) < min(count, len(rows)):
        for tools in by_function.values():
            if turn < len(tools) and len(picked) < count:
                picked.setdefault(tools[turn].pk, tools[turn].slug)
        turn += 1
        if all(turn >= len(tools) for tools in by_function.values()):
            break
    return list(picked.values())
