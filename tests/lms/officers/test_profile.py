"""A member decides what others see; nothing is shown that she did not choose."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lms.common.errors import Refused
from lms.joining.models import Application
from lms.officers.actions.listing import relist_changed
from lms.officers.actions.profile import save_profile
from lms.officers.models import DirectoryConsent, Listing, OfficerProfile
from lms.people.models import Agency, RoleGrant

FORM = {
    "name_as": "own",
    "agency_as": "none",
    "shown": ["country", "languages"],
    "languages": ["ar"],
    "topics": ["triage"],
    "ask_me": "Sorting reports",
}


def test_nobody_is_in_the_directory_by_default(participant, stranger, login):
    assert not Listing.objects.exists()
    page = login(stranger).get("/en/officers/").text
    assert "Khalifa" not in page
    assert "Nobody else is here yet" in page
    assert "Others cannot find you." in page


def test_one_form_switches_on_and_shows_what_is_ticked(participant, stranger, login):
    answer = login(participant).post("/en/officers/me/", {**FORM, "is_on": "on"})
    assert answer.status_code == 302
    listing = Listing.objects.get(person=participant)
    assert listing.seen == {"name": "Amina Al Khalifa", "country": "BH", "languages": ["ar"]}
    page = login(stranger).get(listing.get_absolute_url().replace("/xx/", "/en/")).text
    assert "Amina Al Khalifa" in page
    assert "Bahrain" in page
    assert "Sorting reports" not in page
    assert "Sorting large numbers of reports" not in page


def test_the_e_mail_address_is_never_shown(amina, stranger, login):
    client = login(stranger)
    for path in ("/en/officers/", Listing.objects.get(person=amina).get_absolute_url()):
        assert amina.email not in client.get(path).text


def test_another_name_hides_the_own_one(participant, stranger, login, show):
    listing = show(participant, name_as="chosen", chosen_name="Bahrain analyst")
    client = login(stranger)
    assert "Bahrain analyst" in client.get("/en/officers/").text
    for query in ("Amina", "Khalifa"):
        assert "0 officers" in client.get("/en/officers/", {"q": query}).text
    assert "Khalifa" not in client.get(listing.get_absolute_url()).text


def test_without_a_name_the_profile_still_says_what_it_may(participant, stranger, login, show):
    show(participant, name_as="none")
    page = login(stranger).get("/en/officers/").text
    assert "An officer without a name" in page
    assert "Amina" not in page


@pytest.mark.parametrize(
    ("agency_as", "seen"),
    [("none", {}), ("kind", {"agency_kind": "customs"}), ("name", {"agency_kind": "customs", "agency": "Customs HQ"})],
)
def test_of_the_agency_she_shows_nothing_its_kind_or_its_name(participant, show, agency_as, seen):
    participant.agency = Agency.objects.create(country_id="BH", name="Customs HQ", kind="customs")
    participant.save()
    found = show(participant, shown=[], name_as="none", agency_as=agency_as).seen
    assert found == seen


def test_the_preview_shows_the_choices_and_keeps_nothing(participant, login):
    page = login(participant).post(
        "/en/officers/me/preview/",
        {**FORM, "shown": ["ask_me"], "is_on": "on", "name_as": "chosen", "chosen_name": "A"},
    )
    assert "Sorting reports" in page.text
    assert "Khalifa" not in page.text
    assert "Bahrain" not in page.text
    assert "<html" not in page.text
    assert not OfficerProfile.objects.exists()


def test_a_chosen_name_has_to_be_written(participant, login):
    page = login(participant).post("/en/officers/me/", {**FORM, "is_on": "on", "name_as": "chosen"})
    assert page.status_code == 200
    assert "Write the name that others shall see." in page.text
    assert not Listing.objects.exists()


def test_switching_off_hides_at_once_everywhere(amina, omar, login, request_of):
    request = request_of(amina, omar)
    url = Listing.objects.get(person=amina).get_absolute_url()
    save_profile(person=amina, is_on=False, name_as="own", shown=["country"])
    client = login(omar)
    assert "Khalifa" not in client.get("/en/officers/").text
    assert client.get(url).status_code == 404
    assert "Khalifa" not in client.get("/en/officers/requests/").text
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert not Listing.objects.filter(person=amina).exists()


def test_consent_is_kept_as_what_and_when(participant, show):
    before = timezone.now()
    show(participant, shown=["country"])
    show(participant, shown=["country"], ask_me="Words do not change what is agreed")
    show(participant, shown=["country", "languages"])
    save_profile(person=participant, is_on=False, name_as="own", shown=["country"])
    kept = [(one.is_on, one.fields) for one in DirectoryConsent.objects.order_by("pk")]
    assert kept == [(True, ["name", "country"]), (True, ["name", "country", "languages"]), (False, [])]
    assert all(one.at >= before for one in DirectoryConsent.objects.all())
    assert "Khalifa" not in str(kept)


def test_an_account_without_access_is_nowhere(amina, stranger, login):
    type(amina).objects.filter(pk=amina.pk).update(is_active=False)
    client = login(stranger)
    assert "Khalifa" not in client.get("/en/officers/").text
    assert client.get(Listing.objects.get(person=amina).get_absolute_url()).status_code == 404


def test_a_corrected_name_reaches_the_listing(amina):
    amina.family_name = "Al Zayani"
    amina.save()
    assert relist_changed() == 1
    assert Listing.objects.get(person=amina).seen["name"] == "Amina Al Zayani"
    assert relist_changed() == 0


def test_invisible_signs_do_not_get_into_a_name(participant, show):
    assert show(participant, name_as="chosen", chosen_name="A\u202enim\u200ba").seen["name"] == "Anima"


def test_a_profile_that_moderators_hid_stays_off(participant, show):
    show(participant)
    OfficerProfile.objects.filter(person=participant).update(held_at=timezone.now())
    with pytest.raises(Refused) as refused:
        show(participant)
    assert refused.value.code == "held"


@pytest.mark.parametrize("role", ["coordinator", "editor", "reviewer", "administrator", "auditor", "trainer"])
def test_staff_who_are_no_members_have_no_directory(make_person, amina, login, role):
    """A coordinator of one country must not read of another one here."""
    staff = make_person("staff@example.org", role=role)
    for path in ("", "me/", "requests/"):
        assert login(staff).get(f"/en/officers/{path}").status_code == 403
    assert login(staff).get(Listing.objects.get(person=amina).get_absolute_url()).status_code == 403


def test_staff_who_are_members_too_may_come_in(make_person, amina, login):
    staff = make_person("staff@example.org", role="trainer")
    RoleGrant.objects.create(person=staff, role="member")
    assert "Khalifa" in login(staff).get("/en/officers/").text


def test_who_joins_the_staff_leaves_the_directory(amina, stranger, login):
    RoleGrant.objects.create(person=amina, role="coordinator", country_id="BH")
    assert "Khalifa" not in login(stranger).get("/en/officers/").text


def test_what_she_wished_when_she_applied_waits_for_her_word(participant, login):
    """The form begins with it; nobody sees anything before she saves it."""
    application = Application.objects.create(
        email=participant.email, state="approved", person=participant, submitted_at=timezone.now(),
        email_confirmed_at=timezone.now(), is_visible=True, shown_fields=["name", "country", "function", "topics"],
        function="psychologist", experience="tried", work_languages=["ar", "fr"], topics="Wellbeing of teams",
    )  # fmt: skip
    form = login(participant).get("/en/officers/me/").context["form"]
    assert form["is_on"].value() is True
    assert form["name_as"].value() == "own"
    assert form["agency_as"].value() == "none"
    assert form.ticked() == {"country", "function", "ask_me"}
    assert form["function"].value() == "psychologist"
    assert form["languages"].value() == ["ar", "fr"]
    assert form["ask_me"].value() == "Wellbeing of teams"
    assert not Listing.objects.filter(person=participant).exists()
    Application.objects.filter(pk=application.pk).update(is_visible=False)
    assert login(participant).get("/en/officers/me/").context["form"]["is_on"].value() is False
