from lms.people.models.agency import Agency
from lms.people.models.agreement import Acceptance, Agreement, AgreementKind
from lms.people.models.country import Country
from lms.people.models.device import KnownDevice
from lms.people.models.grant import Role, RoleGrant
from lms.people.models.limit import TryCount
from lms.people.models.person import Person
from lms.people.models.reset import ResetRequest

__all__ = [
    "Acceptance",
    "Agency",
    "Agreement",
    "AgreementKind",
    "Country",
    "KnownDevice",
    "Person",
    "ResetRequest",
    "Role",
    "RoleGrant",
    "TryCount",
]
