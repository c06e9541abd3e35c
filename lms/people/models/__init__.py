from lms.people.models.agency import Agency
from lms.people.models.country import Country
from lms.people.models.grant import Role, RoleGrant
from lms.people.models.person import Person

__all__ = ["Agency", "Country", "Person", "Role", "RoleGrant"]
