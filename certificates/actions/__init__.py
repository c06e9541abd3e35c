"""What can be done with certificates."""

from certificates.actions.issue import DueResult, issue_certificate, issue_due
from certificates.actions.render import render_due
from certificates.actions.replace import replace_certificate
from certificates.actions.revoke import revoke_certificate
from certificates.actions.rules import set_rules

__all__ = [
    "DueResult",
    "issue_certificate",
    "issue_due",
    "render_due",
    "replace_certificate",
    "revoke_certificate",
    "set_rules",
]
