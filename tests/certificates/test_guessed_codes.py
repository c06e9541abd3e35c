"""Nobody finds a certificate by guessing: only its own code opens it, and a near miss is told from nothing else."""

from __future__ import annotations

import math
import random
import re
import uuid
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates import numbering
from certificates.actions import issue_certificate
from certificates.models import Certificate
from lms.people import limits

LETTERS = numbering.ALPHABET
# Letters that look alike and are not forgiven: each is a letter of other codes, or of none.
ALIKE = {"8": "b", "b": "8", "5": "s", "s": "5", "2": "z", "z": "2", "9": "g", "g": "9", "q": "g", "v": "u", "0": "d"}
ELSEWHERE = {"a": "а", "c": "с", "e": "е", "p": "р", "x": "х", "0": "०", "1": "١", "2": "２", "3": "З", "8": "۸"}


@pytest.fixture
def issued(attended, coordinator):
    return issue_certificate(enrolment=attended, actor=coordinator)


def replaced(code, place, letter):
    return code[:place] + letter + code[place + 1 :]


# Each makes a wrong guess from a right code, its certificate, and chance; None where there is none to be made.


def any_code(code, certificate, chance):
    return "".join(chance.choice(LETTERS) for _ in code)


def one_letter_changed(code, certificate, chance):
    place = chance.randrange(len(code))
    return replaced(code, place, chance.choice(LETTERS.replace(code[place], "")))


def two_letters_changed(code, certificate, chance):
    one, other = chance.sample(range(len(code)), 2)
    code = replaced(code, one, chance.choice(LETTERS.replace(code[one], "")))
    return replaced(code, other, chance.choice(LETTERS.replace(code[other], "")))


def neighbours_swapped(code, certificate, chance):
    place = chance.randrange(len(code) - 1)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    return swapped if swapped != code else None


def looks_alike(code, certificate, chance):
    places = [place for place, letter in enumerate(code) if letter in ALIKE]
    return replaced(code, place := chance.choice(places), ALIKE[code[place]]) if places else None


def letter_of_another_script(code, certificate, chance):
    places = [place for place, letter in enumerate(code) if letter in ELSEWHERE]
    return replaced(code, place := chance.choice(places), ELSEWHERE[code[place]]) if places else None


def letter_missing(code, certificate, chance):
    return replaced(code, chance.randrange(len(code)), "")


def letter_too_many(code, certificate, chance):
    place = chance.randrange(len(code) + 1)
    return code[:place] + chance.choice(LETTERS) + code[place:]


def wildcard(code, certificate, chance):
    return replaced(code, chance.randrange(len(code)), chance.choice("%_*?.'\\"))


def part_of_it(code, certificate, chance):
    return code[: chance.randrange(1, len(code))] + chance.choice(["", "%", "*", "u"])


def backwards(code, certificate, chance):
    return code[::-1]


def twice(code, certificate, chance):
    return code + chance.choice(["", "-", " "]) + code


def of_another_kind(code, certificate, chance):
    return chance.choice(
        [
            certificate.number, certificate.number.lower(), str(certificate.pk), str(certificate.file_key),
            certificate.file_key.hex, certificate.file_key.hex[:24], f"{chance.getrandbits(96):x}",
            str(uuid.UUID(int=chance.getrandbits(128), version=4)), f"{chance.getrandbits(256):064x}",
            "null", "0", "-" * 24, "u" * 24,
        ]
    )  # fmt: skip


WRONG = [
    any_code, one_letter_changed, two_letters_changed, neighbours_swapped, looks_alike, letter_of_another_script,
    letter_missing, letter_too_many, wildcard, part_of_it, backwards, twice, of_another_kind,
]  # fmt: skip


def spelt_otherwise(code, chance):
    """The same code as people and programs write it: capitals, gaps, the letters that a code never has."""
    otherwise = {"0": "0oO", "1": "1iIlL"}
    written = ""
    for letter in code:
        written += chance.choice(otherwise.get(letter, letter + letter.upper()))
        written += chance.choice(["", "", "", "-", " ", "--", "_", "–"])
    return chance.choice(["", " "]) + written


def shown(response):
    """What the reader sees, without what differs with every request: its secrets, and the address she typed."""
    page = response.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", page)
    headers = {name: value for name, value in response.items() if name != "Content-Security-Policy"}
    headers.pop("Content-Length", None)
    return response.status_code, headers, re.sub(r'/verify/[^"<>]+/(?=["?])', "/verify/-/", page)


@pytest.mark.once
@pytest.mark.soak(small=26, large=10_000)
def test_guessed_codes_open_nothing_and_near_misses_look_like_any_other(issued, rounds):
    chance = random.Random(229)
    told, sizes, done = {}, set(), 0
    while done < rounds:
        make = WRONG[done % len(WRONG)]
        guess = make(issued.code, issued, chance)
        if guess is None or done % 20 == 0:
            # Another code every while, and where this one has no such letter; the same ones in every run.
            issued.code = any_code(issued.code, issued, chance)
            issued.save(update_fields=["code"])
            guess = make(issued.code, issued, chance)
            if guess is None:
                continue
        # Each client keeps within its share; the brake is on.
        client = Client(REMOTE_ADDR=f"10.{done // 25_600}.{done // 100 % 256}.1")
        address = f"/en/verify/{quote(guess, safe='')}/"
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address) if done % 3 else client.post(address, {"name": issued.name})
        assert [look for look in asked if "certificates_certificate" in look["sql"]] == [asked[-1]]
        assert response.status_code == 404, (make.__name__, guess)
        for secret in (issued.number, issued.code, issued.title, "Amina"):
            assert secret not in response.content.decode().replace(quote(guess, safe=""), ""), (make.__name__, guess)
        told.setdefault(str(shown(response)), (make.__name__, guess))
        if len(guess) == len(quote(guess, safe="")) == numbering.CODE_LENGTH:
            sizes.add(len(response.content))
        done += 1
        if done % 10 == 0:
            right = spelt_otherwise(issued.code, chance)
            response = client.get(f"/en/verify/{quote(right)}/")
            assert response.status_code == 200, right
            assert issued.number in response.content.decode()
    assert len(told) == 1, list(told.values())
    assert len(sizes) == 1


@pytest.mark.parametrize(("letter", "other"), ALIKE.items())
def test_a_letter_of_the_code_is_not_mistaken_for_one_that_looks_like_it(issued, letter, other):
    issued.code = f"{letter}47{letter}7k4h{letter}w4mr{letter}7k4h7w4mr7"
    issued.save()

    assert Client().get(f"/en/verify/{issued.code}/").status_code == 200
    for place, found in enumerate(issued.code):
        if found == letter:
            assert Client().get(f"/en/verify/{replaced(issued.code, place, other)}/").status_code == 404


@pytest.mark.parametrize("make", WRONG)
def test_a_wrong_code_typed_into_the_form_is_told_on_the_same_page_as_any(issued, make):
    chance = random.Random(7)
    guess = make(issued.code, issued, chance) or any_code(issued.code, issued, chance)
    response = Client().post("/en/verify/", {"code": guess})
    if response.status_code == 422:
        # Nothing was typed but what a form takes for nothing.
        return
    assert response.status_code == 302
    leads_to = Client().get(response["Location"])
    assert leads_to.status_code == 404
    assert issued.number not in leads_to.content.decode()


@pytest.mark.parametrize("how", ["lower", "upper", "grouped", "gaps", "address", "misread"])
def test_every_accepted_spelling_of_the_code_opens_it(issued, how):
    code = Certificate.objects.get().code
    written = {
        "lower": code,
        "upper": code.upper(),
        "grouped": numbering.grouped(code),
        "gaps": " ".join(code),
        "address": f"https://ai.example.org/zh-hans/verify/{code}/?from=paper",
        "misread": code.replace("0", "O").replace("1", "l"),
    }[how]

    response = Client().post("/en/verify/", {"code": written}, follow=True)

    assert response.status_code == 200
    assert issued.number in response.content.decode()


def test_a_code_has_over_a_hundred_bits_of_real_chance():
    assert len(set(LETTERS)) == len(LETTERS)
    assert numbering.CODE_LENGTH * math.log2(len(LETTERS)) > 100
    codes = [numbering.new_code() for _ in range(4000)]
    assert len(set(codes)) == len(codes)
    assert {len(code) for code in codes} == {numbering.CODE_LENGTH}
    for place in range(numbering.CODE_LENGTH):
        # 125 of each letter are expected at each place; fewer than 60 come once in 10 million.
        counts = [sum(code[place] == letter for code in codes) for letter in LETTERS]
        assert min(counts) > 60
    random.seed(1)
    first = numbering.new_code()
    random.seed(1)
    assert numbering.new_code() != first, "the code comes from a generator that can be foretold"


WAYS = {
    "the page": lambda client, code: client.get(f"/en/verify/{code}/"),
    "another language": lambda client, code: client.get(f"/ar/verify/{code}/"),
    "without a language": lambda client, code: client.get(f"/verify/{code}/"),
    "only the head": lambda client, code: client.head(f"/fr/verify/{code}/"),
    "a name": lambda client, code: client.post(f"/en/verify/{code}/", {"name": "Amina"}),
    "the form": lambda client, code: client.post("/en/verify/", {"code": code}),
}


@pytest.mark.parametrize("way", WAYS)
def test_all_ways_of_guessing_share_one_limit(issued, way, used_up):
    assert limits.PUBLIC_CHECK.amount <= 120
    used_up("127.0.0.1", but=8)
    for n in range(8):
        guess = WAYS["the page"] if n % 2 else WAYS[way]
        assert guess(Client(headers={"x-forwarded-for": f"198.51.100.{n}"}), numbering.new_code()).status_code != 429

    wrong, right = (WAYS[way](Client(), code) for code in (numbering.new_code(), issued.code))
    assert (wrong.status_code, right.status_code) == (429, 429)
    assert wrong["Retry-After"] == "60"
    assert issued.number not in right.content.decode()
    assert WAYS[way](Client(REMOTE_ADDR="203.0.113.9"), issued.code).status_code in {200, 302}


def test_addresses_of_one_line_are_one_client(issued, used_up):
    """Who has an IPv6 line has 2^64 addresses."""
    for line in ("2001:db8:1:2::", "198.51.100.1"):
        used_up(line, but=3)
    for n in range(5):
        used_up(f"192.0.2.{n}", but=1)

    def asks(address):
        return Client(REMOTE_ADDR=address).get(f"/en/verify/{issued.code}/").status_code

    assert [asks(f"2001:db8:1:2::{n:x}") for n in range(5)] == [200, 200, 200, 429, 429]
    assert asks("2001:db8:1:3::1") == 200
    # Written as IPv6, an IPv4 address is still one client.
    assert [asks(f"::ffff:192.0.2.{n}") for n in range(5)] == [200] * 5
    assert [asks("::ffff:198.51.100.1"), asks("198.51.100.1"), asks("198.51.100.1")] == [200, 200, 200]
    assert asks("::ffff:198.51.100.1") == 429
