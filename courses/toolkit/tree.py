"""The shape of the Toolkit: which principles there are and which carry which; texts lie in ``data/<language>.toml``."""

from __future__ import annotations

PRINCIPLES: dict[str, tuple[str, ...]] = {
    "lawfulness": ("legitimacy", "necessity", "proportionality"),
    "harm-minimization": (
        "robustness-and-safety",
        "accuracy",
        "efficiency",
        "human-and-environmental-well-being",
    ),
    "human-autonomy": (
        "human-control-and-oversight",
        "human-agency",
        "privacy",
        "transparency-and-explainability",
    ),
    "fairness": (
        "equality-and-non-discrimination",
        "protection-of-vulnerable-groups",
        "diversity-and-accessibility",
        "contestability-and-redress",
    ),
    "good-governance": ("traceability-and-auditability", "accountability"),
}

# Slug → group; in reading order.
RESOURCES: dict[str, str] = {
    "readme": "entry",
    "introduction": "guidance",
    "principles": "guidance",
    "roadmap": "guidance",
    "readiness-assessment": "practical",
    "workbook": "practical",
    "risk-assessment": "practical",
    "technical-reference": "supporting",
}
