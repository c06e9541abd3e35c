"""Whatever people choose and whoever looks: nothing hidden is shown, found or counted.

Every value of every person is a word of its own, so that a leak can be seen in any answer.
"""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.joining.models import Membership
from lms.officers.actions.profile import save_profile
from lms.officers.actions.safety import block
from lms.officers.directory import FACETS, Filters, find
from lms.officers.models import Block, Listing, OfficerProfile
from lms.people.models import Agency, Person

COUNTRIES = ("KE", "PE", "KZ", "SG")
FUNCTIONS = ("judge", "prosecutor", "liaison_officer", "psychologist")
TOPICS = ("forensics", "privacy", "wellbeing", "prevention")
LANGUAGES = ("ar", "fr", "ru", "es")
WORDS = ("own", "agency", "chosen", "tongue", "ask")

choices = st.fixed_dictionaries(
    {
        "is_on": st.booleans(),
        "active": st.booleans() | st.just(True),
        "staff": st.sampled_from([False, False, False, True]),
        "membership": st.sampled_from([None, "active", "active", "suspended", "expired"]),
        "name_as": st.sampled_from(["own", "chosen", "none"]),
        "agency_as": st.sampled_from(["none", "kind", "name"]),
        "shown": st.lists(
            st.sampled_from(["country", "function", "languages", "experience", "topics", "ask_me"]), unique=True
        ),
    }
)


def word(name, number):
    """The one word that only the value ``name`` of person ``number`` has."""
    return f"zq{name}{number}qz"


@pytest.fixture
def four(make_person):
    made = []
    for number in range(4):
        person = make_person(
            f"{word('mail', number)}@example.org",
            country=COUNTRIES[number],
            given_name=word("own", number),
            family_name="",
        )
        person.agency = Agency.objects.create(
            country_id=COUNTRIES[number], name=word("agency", number), kind="judiciary"
        )
        person.save()
        made.append(person)
    return made


def is_there(choice):
    """Whether she can be found at all, by what she chose and by her standing."""
    over = choice.get("membership") in {"suspended", "expired"}
    return choice["is_on"] and choice["active"] and not choice["staff"] and not over


def visible_words(number, choice):
    """Which of the person's words others may see."""
    if not is_there(choice):
        return set()
    seen = {"own": choice["name_as"] == "own", "chosen": choice["name_as"] == "chosen"}
    seen |= {"agency": choice["agency_as"] == "name", "tongue": "languages" in choice["shown"]}
    seen["ask"] = "ask_me" in choice["shown"]
    return {word(name, number) for name, is_seen in seen.items() if is_seen}


@pytest.mark.once
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_hidden_value_is_shown_found_or_counted(four, stranger, login, data):
    chosen = [data.draw(choices) for _ in four]
    blocks = data.draw(st.lists(st.tuples(st.sampled_from([0, 1, 2, 3]), st.booleans()), max_size=2))
    _arrange(four, chosen, blocks, stranger)
    apart = {number for number, _ in blocks}
    everything = {word(name, number) for name in WORDS for number in range(4)}
    allowed = set().union(*(visible_words(n, c) for n, c in enumerate(chosen) if n not in apart))
    client = login(stranger)
    page = client.get("/en/officers/").text
    assert {one for one in everything if one in page} == allowed
    assert "zqmail" not in page
    for number, choice in enumerate(chosen):
        found = is_there(choice) and number not in apart
        _look_at(client, stranger, number, choice, is_there=found)
        listing = Listing.objects.filter(person=four[number]).first()
        if listing is not None:
            answer = client.get(listing.get_absolute_url())
            assert answer.status_code == (200 if found else 404)
            mine = {one for one in everything if one in answer.text}
            assert mine == (visible_words(number, choice) if found else set())


def _look_at(client, viewer, number, choice, *, is_there):
    """Search for each of the person's values, and read the numbers beside the choices that are hers alone."""
    for name in WORDS:
        query = word(name, number)
        may = query in visible_words(number, choice) and is_there
        hits = find(viewer, Filters(query))
        assert hits.total == len(hits.rows) == int(may), (name, choice)
    own = {
        "country": (COUNTRIES[number], "country"),
        "function": (FUNCTIONS[number], "function"),
        "topic": (TOPICS[number], "topics"),
        "language": (LANGUAGES[number], "languages"),
    }
    everybody = {facet.name: {one.key: one.count for one in facet.choices} for facet in find(viewer, Filters()).facets}
    for facet, (key, field) in own.items():
        may = is_there and field in choice["shown"]
        assert everybody[facet].get(key, 0) == int(may)
        assert find(viewer, Filters.of(QueryDict(f"{facet}={key}"))).total == int(may)


def _give_membership(person, state):
    Membership.objects.filter(person=person).delete()
    if state:
        ended_at = None if state == "active" else timezone.now()
        Membership.objects.create(person=person, state=state, ended_at=ended_at, confirmed_until=timezone.now().date())


def _arrange(four, chosen, blocks, viewer):
    Block.objects.all().delete()
    for number, (person, choice) in enumerate(zip(four, chosen, strict=True)):
        Person.objects.filter(pk=person.pk).update(is_active=True)
        person.grants.all().delete()
        person = Person.objects.get(pk=person.pk)
        save_profile(
            person=person,
            is_on=choice["is_on"],
            name_as=choice["name_as"],
            chosen_name=word("chosen", number),
            agency_as=choice["agency_as"],
            shown=choice["shown"],
            function=FUNCTIONS[number],
            languages=[LANGUAGES[number]],
            other_languages=word("tongue", number),
            experience="leads",
            topics=[TOPICS[number]],
            ask_me=word("ask", number),
        )
        Person.objects.filter(pk=person.pk).update(is_active=choice["active"])
        if choice["staff"]:
            person.grants.create(role="editor")
        _give_membership(person, choice.get("membership"))
    for number, by_viewer in blocks:
        pair = (viewer, four[number]) if by_viewer else (four[number], viewer)
        block(person=pair[0], other=pair[1])


def test_a_hidden_value_is_not_in_the_tables_that_are_asked(four, stranger):
    """The guard behind all the others: what is hidden is not written where the directory reads."""
    choice = {"is_on": True, "active": True, "staff": False, "name_as": "chosen", "agency_as": "kind", "shown": []}
    _arrange(four[:1], [choice], [], stranger)
    listing = Listing.objects.get(person=four[0])
    kept = f"{listing.seen} {listing.search} {listing.sort_key} {list(listing.tags.values_list('key', flat=True))}"
    assert word("chosen", 0) in kept
    for hidden in [word(name, 0) for name in ("own", "agency", "tongue", "ask")] + ["KE", "judge", "forensics"]:
        assert hidden not in kept
    assert OfficerProfile.objects.get(person=four[0]).ask_me == word("ask", 0)
    assert set(FACETS) == {"country", "language", "function", "topic"}
