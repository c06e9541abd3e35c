"""Requests that no browser of ours sends get a plain refusal, never an error of ours."""

import pytest
from django.test import RequestFactory

from courses.models import Course
from lms.common.paging import page_of


@pytest.mark.parametrize("address", ["/en/?q=%00", "/en/?q=a%00b", "/en/%00/"])
def test_a_nul_in_the_address_is_a_bad_request(client, db, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(("language", "said"), [("en", "This is too large"), ("fr", 'lang="fr"'), ("ar", 'dir="rtl"')])
def test_an_announced_body_over_the_limit_is_refused_in_the_readers_language(client, db, language, said):
    response = client.post(f"/{language}/", b"x" * (1024 * 1024 + 1), content_type="text/plain")
    assert response.status_code == 413
    assert said in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "number"),
    [("2", 2), ("99", 3), ("0", 1), ("-4", 1), ("²", 1), ("9" * 5000, 1), ("١", 1), ("x", 1), ("", 1)],
)
def test_any_page_number_leads_to_a_page(db, asked, number):
    for n in range(5):
        Course.objects.create(slug=f"listed-{n}", title=f"Course {n}")
    request = RequestFactory().get("/", {"page": asked})
    assert page_of(request, Course.objects.filter(slug__startswith="listed-"), 2).number == number


def test_an_empty_list_has_a_first_page(db):
    assert page_of(RequestFactory().get("/"), Course.objects.none(), 2).number == 1
