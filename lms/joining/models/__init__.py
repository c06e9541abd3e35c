from lms.joining.models.application import Application, State
from lms.joining.models.domain import DomainKind, EmailDomain
from lms.joining.models.knock import Knock
from lms.joining.models.link import Link, LinkKind
from lms.joining.models.membership import Membership, MembershipState
from lms.joining.models.review import (
    ApplicationEvent,
    Decision,
    DecisionKind,
    DecisionState,
    FocalPointOpinion,
    Opinion,
    SupervisorAnswer,
    SupervisorRequest,
)

__all__ = [
    "Application",
    "ApplicationEvent",
    "Decision",
    "DecisionKind",
    "DecisionState",
    "DomainKind",
    "EmailDomain",
    "FocalPointOpinion",
    "Knock",
    "Link",
    "LinkKind",
    "Membership",
    "MembershipState",
    "Opinion",
    "State",
    "SupervisorAnswer",
    "SupervisorRequest",
]
