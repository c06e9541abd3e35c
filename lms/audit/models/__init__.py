from lms.audit.models.chain import AuditHead, AuditSeal, ChainState
from lms.audit.models.entry import AppendOnly, AppendOnlyModel, AuditEntry
from lms.audit.models.key import PersonKey
from lms.audit.models.views import Harvest, ListView

__all__ = [
    "AppendOnly",
    "AppendOnlyModel",
    "AuditEntry",
    "AuditHead",
    "AuditSeal",
    "ChainState",
    "Harvest",
    "ListView",
    "PersonKey",
]
