"""What feedback holds about a person: that she answered. What was said cannot be joined to anybody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback.actions.join_records import join_receipts
from lms.common.holdings import owned
from lms.common.personal import Holding

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "feedback.Receipt",
        _("That you gave feedback"),
        _("So that you are asked once. What you said is anonymous: nobody can find it again, not even to give it to "
          "you or to erase it."),
        owned("feedback.Receipt", "enrolment__person"),
        ("round_id",),
    ),
)  # fmt: skip

# When two records of one officer become one, for each training in which both were.
JOIN_ENROLMENTS = join_receipts
