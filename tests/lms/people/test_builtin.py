import pytest

from lms.people.models import Country


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_countries_are_there_after_migrate_and_after_a_flush(round_):
    assert Country.objects.count() == 248
    assert Country.objects.get(pk="CI").name("fr") == "Côte d'Ivoire"
