"""What can be done with notices."""

from lms.notices.actions.queue import queue_notice
from lms.notices.actions.send import send_due

__all__ = ["queue_notice", "send_due"]
