"""Applications in states that the demo world does not have, and the links that are in their mails."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone, translation

from lms.joining.links import make_link, token_of
from lms.joining.models import Application, Link, LinkKind, Membership, State
from lms.joining.welcome import path_for
from lms.people.models import Person

# A draft with everything in it, from free webmail, with the longest words.
FULL = "maria.fernandez@freemail.example"
NEW = "unconfirmed.applicant@police.example"  # has not confirmed her address
APPROVED = "tan.weiling@spf.sg.example"  # of the demo; has no password yet


def build() -> None:
    """Make them, once, after the demo."""
    now = timezone.now()
    Application.objects.create(email=NEW, language="en", saved_at=now)
    Application.objects.create(
        email=FULL, is_webmail=True, state=State.DRAFT, email_confirmed_at=now, saved_at=now, language="es",
        webmail_reason="La administración de correo de la provincia solo da direcciones a los jefes de división.",
        given_name="María de los Ángeles", family_name="Fernández-Villavicencio Ordóñez", country_id="PE",
        city="San Juan de Lurigancho", telephone="+51 1 000 0000", work_languages=["es", "en", "fr"],
        agency_name="Dirección contra la Trata de Personas y el Tráfico Ilícito de Migrantes (ficticia)",
        agency_type="anti_trafficking", unit="Departamento de investigación de delitos contra niñas y niños",
        function="victim_identification", rank_band="supervisor", rank_title="Suboficial técnica de primera",
        years_in_field=11, supervisor_name="Comandante José Luis Gutiérrez-Cárdenas de la Torre",
        supervisor_title="Jefe del departamento", supervisor_email="jefatura@pnp.pe.example",
        supervisor_telephone="+51 1 000 0001", supervisor_language="es", may_contact_supervisor=True,
        purpose="Queremos reconocer antes qué denuncias son urgentes.\nY formar al equipo de Arequipa.",
        interests=["images", "priorities", "victims"], experience="tried", technical_level="basic",
        heard_from="colleague", is_visible=True, shown_fields=["country", "function"], topics="identificación",
        serves=True, keeps_inside=True, uploads_no_cases=True, accepts_terms=True, accepts_data_protection=True,
        agrees_to_reconfirm=True,
    )  # fmt: skip


def link(kind: str, email: str = "", *, is_used: bool = False) -> str:
    """The token of a new link to the application of ``email``."""
    application = Application.objects.filter(email=email).latest("pk")
    made = make_link(LinkKind(kind), application=application)
    if kind == LinkKind.SUPERVISOR:
        # The question of the demo stays the open one; only its link is a new one.
        request = application.supervisor_requests.latest("pk")
        request.link = made
        request.save(update_fields=["link"])
    if is_used:
        Link.objects.filter(pk=made.pk).update(used_at=timezone.now())
    return token_of(made)


def reconfirm(state: str = "active") -> str:
    """The token of a link to a membership in that state."""
    membership = Membership.objects.filter(state=state).latest("pk")
    return token_of(make_link(LinkKind.RECONFIRM, membership=membership))


def welcome() -> str:
    """The token in the mail of the approved officer of the demo."""
    return path_for(Person.objects.get(email=APPROVED)).rstrip("/").rpartition("/")[2]


def door(email: str) -> str:
    """The page by which the applicant opens her questionnaire on a device of hers."""
    with translation.override("en"):
        return reverse("joining:status", args=[link(LinkKind.APPLICANT, email)])
