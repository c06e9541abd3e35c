"""Anybody may check a paper; nobody learns a name, and nobody learns which codes exist."""

from __future__ import annotations

import datetime as dt
import json
import re

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates import numbering
from certificates.actions import replace_certificate, revoke_certificate
from certificates.models import Certificate, RevocationReason
from certificates.verification import same_name
from lms.common.languages import CODES
from lms.people import limits


@pytest.mark.parametrize("language", CODES)
def test_a_code_is_answered_without_log_in_in_every_language(certificate, language):
    response = Client().get(f"/{language}/verify/{certificate.code}/")

    page = response.content.decode()
    assert response.status_code == 200
    assert certificate.number in page
    assert certificate.title in page
    assert "Amina" not in page
    assert "Khalifa" not in page
    assert "noindex" in response["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in page


def test_the_address_in_the_qr_code_leads_to_the_readers_language(certificate):
    response = Client().get(certificate.get_absolute_url(), headers={"accept-language": "fr"})

    assert response.status_code == 302
    assert response["Location"] == f"/fr/verify/{certificate.code}/"


def test_a_code_may_be_typed_with_capitals_dashes_and_letters_misread(certificate):
    typed = numbering.grouped(certificate.code).replace("0", "O").replace("1", "I")

    response = Client().post("/en/verify/", {"code": f" {typed} "})

    assert response["Location"] == f"/en/verify/{certificate.code}/"
    assert numbering.CODE_BITS > 100


@pytest.mark.parametrize("guess", ["0" * 24, "z" * 24, "x", "a" * 300, "..", "A4SC-2026-00001-A", "%F0%9F%98%80"])
def test_unknown_codes_answer_alike(certificate, guess):
    def told(code):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"/en/verify/{code}/")
        assert [look for look in asked if "certificates_certificate" in look["sql"]] == [asked[-1]]
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", response.content.decode())
        return response.status_code, page.replace(f"/verify/{code}/", "/verify/-/")

    status, page = told(guess)
    assert status == 404
    assert (status, page) == told("7" * 24)
    assert Client().post(f"/en/verify/{guess}/", {"name": "Amina Al Khalifa"}).status_code == 404


def test_a_typed_name_is_answered_match_or_no_match(certificate):
    address = f"/en/verify/{certificate.code}/"

    assert "The name matches." in Client().post(address, {"name": "  AMINA  al khalifa "}).content.decode()
    wrong = Client().post(address, {"name": "Amina Al Khalif"}).content.decode()
    assert "The name does not match." in wrong
    assert "Khalifa" not in wrong


@pytest.mark.parametrize(
    ("typed", "printed", "same"),
    [
        ("Zoe\u0308 Nu\u0303nez", "Zoë Nũnez", True),
        ("ИВАНОВ Пётр", "Иванов Пётр", True),
        ("STRASSE", "Straße", True),
        ("\u200e王 小明\u200f", "王 小明", True),
        ("مُحَمَّد", "محمد", False),
        ("", "", False),
        ("Ana", "Anna", False),
    ],
)
def test_names_are_compared_without_capitals_blanks_and_composition(typed, printed, same):
    assert same_name(typed, printed) is same


def test_withdrawn_replaced_and_expired_are_said_in_words(certificate, coordinator):
    address = f"/en/verify/{certificate.code}/"
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=timezone.now().date() - dt.timedelta(days=1))
    assert "This certificate has expired" in Client().get(address).content.decode()

    Certificate.objects.filter(pk=certificate.pk).update(valid_until=None)
    newer = replace_certificate(certificate=certificate, actor=coordinator)
    replaced = Client().get(address).content.decode()
    assert "was replaced by a newer one" in replaced
    assert newer.code not in replaced

    revoke_certificate(certificate=newer, reason=RevocationReason.ISSUED_IN_ERROR, actor=coordinator)
    withdrawn = Client().get(f"/en/verify/{newer.code}/").content.decode()
    assert "This certificate was withdrawn" in withdrawn
    assert "It was issued in error" in withdrawn


def test_a_file_is_compared_byte_by_byte_and_not_kept(certificate, tmp_path, stored):
    data = stored(certificate)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}

    same = Client().post("/en/verify/", {"file": SimpleUploadedFile("mine.pdf", data)})
    assert "This certificate is valid" in same.content.decode()
    assert "very one that was issued" in same.content.decode()

    for forged in (data + b" ", data.replace(b"2026", b"2025", 1) + b"\n", b"%PDF-1.4 nothing", b"", b"\x00" * 5000):
        answer = Client().post("/en/verify/", {"file": SimpleUploadedFile("mine.pdf", forged)})
        assert "is valid" not in answer.content.decode()
        assert answer.status_code == 422

    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before


def test_no_strangers_file_is_ever_taken_apart(certificate, tmp_path, capsys, stored, monkeypatch):
    """Tables of a PDF may be made to hold a processor for hours: bytes are compared, nothing is parsed."""
    data = stored(certificate)

    def parsed(*args, **kwargs):
        raise AssertionError("a stranger's PDF was parsed")

    monkeypatch.setattr(pypdf.PdfReader, "__init__", parsed)
    altered = SimpleUploadedFile("mine.pdf", data + b" ")
    assert Client().post("/en/verify/", {"file": altered}).status_code == 422
    path = tmp_path / "mine.pdf"
    path.write_bytes(data + b" ")
    with pytest.raises(CommandError):
        call_command("verify_certificate", str(path))
    assert "verdict: altered" in capsys.readouterr().out


def test_a_file_over_two_megabytes_is_refused(certificate):
    big = SimpleUploadedFile("big.pdf", b"%PDF-" + b"0" * (2 * 1024 * 1024))

    assert "larger than 2 MB" in Client().post("/en/verify/", {"file": big}).content.decode()


def test_who_asks_too_often_is_held_back_and_let_in_again_a_minute_later(certificate, monkeypatch, used_up):
    used_up("127.0.0.1", but=5)
    address = f"/en/verify/{certificate.code}/"

    assert [Client().get(address).status_code for _ in range(6)] == [200] * 5 + [429]
    assert Client(REMOTE_ADDR="203.0.113.9").get(address).status_code == 200
    later = timezone.now() + dt.timedelta(seconds=61)
    monkeypatch.setattr(limits.timezone, "now", lambda: later)
    assert Client().get(address).status_code == 200


def test_a_client_cannot_choose_its_address(certificate, settings, used_up):
    used_up("127.0.0.1", but=2)
    address = f"/en/verify/{certificate.code}/"
    seen = [Client().get(address, headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code for n in range(3)]
    assert seen == [200, 200, 429]

    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    used_up("198.51.100.7", but=2)
    spoofed = [
        Client().get(address, headers={"x-forwarded-for": f"10.0.0.{n}, 198.51.100.7"}).status_code for n in range(3)
    ]
    assert spoofed == [200, 200, 429]


def test_guessed_codes_find_nothing(certificate):
    from certificates.verification import find

    assert not any(find(numbering.new_code()) for _ in range(1000))


def test_the_command_tells_a_file_and_a_code(certificate, tmp_path, capsys, stored):
    path = tmp_path / "mine.pdf"
    path.write_bytes(stored(certificate))
    call_command("verify_certificate", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["number"]) == ("valid", certificate.number)
    assert "Amina" not in json.dumps(told)

    call_command("verify_certificate", numbering.grouped(certificate.code))
    assert certificate.number in capsys.readouterr().out

    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(CommandError) as refused:
        call_command("verify_certificate", str(path))
    assert refused.value.returncode == 1
    assert "verdict: altered" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_certificate", "no-such-code")


def test_numbers_notice_every_wrong_digit_and_every_swap():
    number = numbering.format_number(2026, 588)
    assert numbering.is_number(number)
    for place in [*range(5, 9), *range(10, 15)]:
        for digit in "0123456789":
            if digit != number[place]:
                assert not numbering.is_number(number[:place] + digit + number[place + 1 :])
    for place in (5, 6, 7, 10, 11, 12, 13):
        if number[place] != number[place + 1]:
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            assert not numbering.is_number(swapped)
