"""What can be done with certificates."""

from certificates.actions.issue import DueResult, issue_certificate, issue_due
from certificates.actions.replace import replace_certificate
from certificates.actions.revoke import revoke_certificate

__all__ = [
    "DueResult",
    "issue_certificate",
    "issue_due",
    "replace_certificate",
    "revoke_certificate",
]
