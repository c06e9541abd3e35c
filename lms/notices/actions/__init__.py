"""What can be done with notices."""

from lms.notices.actions.queue import queue_letter, queue_notice
from lms.notices.actions.send import send_due, send_outside

__all__ = ["queue_letter", "queue_notice", "send_due", "send_outside"]
