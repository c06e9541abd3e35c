"""Names as their owners write them: which of the two comes first, and what stands between."""

from __future__ import annotations

import re

# Unified ideographs and their extensions; the dot stands between the parts of a foreign name.
_HAN_RANGES = r"\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af·"
_HAN = re.compile(f"[{_HAN_RANGES}\u3040-\u309f]+")
_HAN_OR_KANA = re.compile(f"[{_HAN_RANGES}\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]+")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+")


def family_first(given: str, family: str) -> bool:
    """Whether a name is written in Chinese, Japanese or Korean script: family first, no space between.

    A family name in katakana is a foreign one, and keeps its own order.
    """
    if not family:
        return False
    return bool(
        (_HAN.fullmatch(family) and (not given or _HAN_OR_KANA.fullmatch(given)))
        or (_HANGUL.fullmatch(family) and (not given or _HANGUL.fullmatch(given)))
    )


def full_name(given: str, family: str) -> str:
    """Both names: given name first; in East Asian scripts the family name first and no space."""
    if family_first(given, family):
        return family + given
    return " ".join(part for part in (given, family) if part)
