"""What can be done with the audit: add to it, count who looks at lists, seal it, make a person's values unreadable."""

from lms.audit.actions.forget import destroy_key, destroy_keys
from lms.audit.actions.look import record_view
from lms.audit.actions.record import record
from lms.audit.actions.seal import keep_head, seal_entries

__all__ = ["destroy_key", "destroy_keys", "keep_head", "record", "record_view", "seal_entries"]
