"""The demo's network of officers: who lets herself be found, one request that waits, one conversation, one report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from lms.officers.actions.contact import accept, ask_for_contact
from lms.officers.actions.profile import save_profile
from lms.officers.actions.safety import report
from lms.officers.models import AgencyAs, ContactRequest, Listing, NameAs, OfficerProfile, Report
from lms.officers.subjects import of_profile
from lms.people.models import Agency, Person, Role, RoleGrant
from lms.people.models.agency import AgencyType
from lms.rooms.actions import post_message
from lms.rooms.models import RoomEvent

EVERYTHING = ("country", "function", "languages", "experience", "topics", "ask_me")


@dataclass(frozen=True)
class Officer:
    """One made-up officer. ``hides`` are the fields that she keeps to herself."""

    given_name: str
    family_name: str
    country: str
    language: str
    function: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    ask_me: str = ""
    other_languages: str = ""
    experience: str = "tried"
    kind: str = AgencyType.NATIONAL_POLICE
    agency_as: str = AgencyAs.KIND
    chosen_name: str = ""
    hides: tuple[str, ...] = ()


OFFICERS = (
    Officer("Houda", "Mansouri", "MA", "ar", "trainer", ("ar", "fr"), ("training", "wellbeing"), "تدريب الزملاء على قراءة نتائج الأدوات بحذر", kind=AgencyType.POLICE_ACADEMY, experience="regular"),
    Officer("سالم", "الكعبي", "AE", "ar", "forensic_examiner", ("ar", "en"), ("forensics", "image_video"), "كيف نختبر أداة قبل شرائها", kind=AgencyType.FORENSIC_LABORATORY, experience="regular"),
    Officer("ليلى", "الحسن", "JO", "ar", "psychologist", ("ar", "en"), ("wellbeing", "victims"), "العناية بالعاملين مع المواد الصعبة", kind=AgencyType.CHILD_PROTECTION_UNIT),
    Officer("Amadou", "Traoré", "SN", "fr", "investigator", ("fr",), ("triage", "choosing_tools"), "Trier de nombreux signalements avec une petite équipe", "wolof", kind=AgencyType.CYBERCRIME_UNIT),
    Officer("Clémence", "N’Guessan", "CI", "fr", "victim_identification", ("fr", "en"), ("victims", "cooperation"), "Travailler avec les associations de victimes", kind=AgencyType.CHILD_PROTECTION_UNIT),
    Officer("Benoît", "Lefèvre", "BE", "fr", "procurement_officer", ("fr", "en"), ("choosing_tools", "law_evidence"), "Clauses utiles dans un contrat", "néerlandais", agency_as=AgencyAs.NAME),
    Officer("Wanjiku", "Maina", "KE", "en", "intelligence_analyst", ("en",), ("open_sources", "training"), "What a small analysis unit can do with free tools", "Kiswahili", experience="regular"),
    Officer("Chipo", "Dziva", "ZW", "en", "first_responder", ("en",), ("prevention", "training"), "Talking to schools", "Shona"),
    Officer("Thandeka", "Mokoena", "ZA", "en", "prosecutor", ("en",), ("law_evidence", "testing"), "Explaining error rates in court", "isiZulu", kind=AgencyType.PROSECUTION_SERVICE, experience="curious"),
    Officer("Aoife", "Ó Súilleabháin", "IE", "en", "legal_adviser", ("en",), ("privacy", "law_evidence"), "Impact assessments that people read", "Gaeilge", chosen_name="Aoife, legal adviser", agency_as=AgencyAs.NONE),
    Officer("Jonas", "Bjørnstad", "NO", "en", "it_expert", ("en",), ("testing", "readiness"), "Testing on our own data before we buy", "norsk", experience="leads"),
    Officer("Łukasz", "Wiśniewski", "PL", "en", "investigator", ("en", "ru"), ("image_video", "cooperation"), "Requests between countries that get an answer", "polski"),
    Officer("Priya", "Raghunathan", "IN", "en", "senior_official", ("en",), ("readiness", "wellbeing"), "Making room for AI in a yearly plan", "தமிழ், हिन्दी", kind=AgencyType.MINISTRY, experience="curious"),
    Officer("Ratu Semi", "Tuivaga", "FJ", "en", "liaison_officer", ("en",), ("cooperation", "prevention"), "", "vosa vakaviti", hides=("experience", "ask_me")),
    Officer("陈", "思远", "SG", "zh-hans", "it_expert", ("zh-hans", "en"), ("speech_language", "testing"), "多语言语音转写的准确率", experience="leads"),
    Officer("王", "丽华", "CN", "zh-hans", "researcher", ("zh-hans",), ("prevention", "wellbeing"), "学校里的预防教育", kind=AgencyType.POLICE_ACADEMY),
    Officer("Гульнара", "Абдрахманова", "KZ", "ru", "investigator", ("ru",), ("forensics", "triage"), "Как объяснить следователю, что показывает программа", "қазақша", kind=AgencyType.CYBERCRIME_UNIT),
    Officer("Семён", "Королёв", "KG", "ru", "trainer", ("ru", "en"), ("training", "readiness"), "Учебные задания без реальных материалов", kind=AgencyType.POLICE_ACADEMY, experience="regular"),
    Officer("Олена", "Шевчук", "UA", "en", "psychologist", ("ru", "en"), ("wellbeing",), "", "українська", hides=("ask_me",), chosen_name="Olena"),
    Officer("Valentina", "Muñoz Ibáñez", "CL", "es", "investigator", ("es",), ("image_video", "victims"), "Trabajar con fiscales desde el primer día", experience="regular"),
    Officer("Jerónimo", "Quispe", "PE", "es", "policy_officer", ("es",), ("readiness", "privacy"), "Una política de uso que cabe en dos páginas", "quechua", kind=AgencyType.MINISTRY),
    Officer("Inés", "Peña", "MX", "es", "forensic_examiner", ("es", "en"), ("forensics", "testing"), "Validar herramientas en el laboratorio", kind=AgencyType.FORENSIC_LABORATORY),
    Officer("Beatriz", "Gonçalves", "BR", "es", "judge", ("es", "en"), ("law_evidence",), "", "português", kind=AgencyType.JUDICIARY, hides=("ask_me",), agency_as=AgencyAs.NONE),
    Officer("Nikolaos", "Papadopoulos", "GR", "en", "investigator", ("en",), ("open_sources",), "", "ελληνικά", hides=("country", "ask_me"), agency_as=AgencyAs.NONE),
    Officer("Mele", "Fifita", "TO", "en", "other", ("en",), ("prevention",), "Small islands, few colleagues: I am glad of every talk", "lea fakatonga", experience="none"),
)  # fmt: skip


def load_officers(*, participant: Person, member: Person) -> None:
    """Make the network; a second call changes nothing."""
    if OfficerProfile.objects.exists():
        return
    people = {officer.family_name: _join(officer, number) for number, officer in enumerate(OFFICERS)}
    _show(
        participant,
        Officer(
            "", "", "BH", "ar", "investigator", ("ar", "en"), ("triage", "testing", "wellbeing"), "تجربة الأدوات قبل شرائها"
        ),
    )  # fmt: skip
    _show(
        member,
        Officer("", "", "CL", "es", "investigator", ("es", "en"), ("choosing_tools",), "Empezar con poco presupuesto"),
    )
    # One of them waits for the participant's answer, with another she is in touch.
    _ask(people["الكعبي"], participant, "نعمل على فرز البلاغات مثلكم، وأود أن أعرف كيف بدأتم.")
    asked = _ask(participant, people["Maina"], "We begin with open-source information. May I ask how your unit did it?")
    talk = accept(uid=asked.pk, person=people["Maina"])
    lines = (
        (people["Maina"], "en", "Gladly. We began with two people, one afternoon a week and free tools only."),
        (participant, "en", "That is about what we have. How did you choose what to look at first?"),
        (people["Maina"], "en", "We asked the front office what takes them longest. No cases, only the kind of work."),
    )
    for number, (speaker, language, text) in enumerate(lines):
        post_message(room=talk.room, person=speaker, text=text, client_id=f"demo-{number}", language=language)
    _ago(talk.room_id)
    about = of_profile(people["Traoré"], Listing.objects.get(person=people["Fifita"]).pk)
    if about is not None:
        made = report(
            person=people["Traoré"], subject=about, reason="not_an_officer", note="Le profil ne nomme aucun service."
        )
        Report.objects.filter(pk=made.pk).update(created_at=timezone.now() - dt.timedelta(days=2))


def _join(officer: Officer, number: int) -> Person:
    agency, _new = Agency.objects.get_or_create(
        country_id=officer.country,
        name=f"{AgencyType(officer.kind).label} {officer.country} (made up)",
        defaults={"kind": officer.kind},
    )
    person = Person.objects.create_user(
        f"network{number}@{officer.country.lower()}.example.org",
        given_name=officer.given_name,
        family_name=officer.family_name,
        country_id=officer.country,
        language=officer.language,
        agency=agency,
    )
    RoleGrant.objects.create(person=person, role=Role.MEMBER)
    _show(person, officer)
    return person


def _show(person: Person, officer: Officer) -> None:
    save_profile(
        person=person,
        is_on=True,
        name_as=NameAs.CHOSEN if officer.chosen_name else NameAs.OWN,
        chosen_name=officer.chosen_name,
        agency_as=officer.agency_as,
        shown=[name for name in EVERYTHING if name not in officer.hides],
        function=officer.function,
        languages=officer.languages,
        other_languages=officer.other_languages,
        experience=officer.experience,
        topics=officer.topics,
        ask_me=officer.ask_me,
    )


def _ask(asker: Person, asked: Person, reason: str) -> ContactRequest:
    uid = Listing.objects.get(person=asked).pk
    return ask_for_contact(asker=asker, uid=uid, reason=reason, language=asker.language)


def _ago(room_id: int) -> None:
    """The talk was yesterday, so that nobody gets a mail about it today."""
    for event in RoomEvent.objects.filter(room=room_id):
        at = timezone.now() - dt.timedelta(hours=20) + dt.timedelta(minutes=7 * event.number)
        RoomEvent.objects.filter(pk=event.pk).update(created_at=at)
