from certificates.views.mine import download, my_certificates
from certificates.views.one import certificate, replace, revoke
from certificates.views.training import archive, issue_all, issue_one, rules, training_certificates
from certificates.views.verify import check, into_language, verify

__all__ = [
    "archive",
    "certificate",
    "check",
    "download",
    "into_language",
    "issue_all",
    "issue_one",
    "my_certificates",
    "replace",
    "revoke",
    "rules",
    "training_certificates",
    "verify",
]
