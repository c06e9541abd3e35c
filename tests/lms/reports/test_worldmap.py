"""The map: everybody is on it, nothing covers anything."""

import itertools

import pytest

from lms.people.models import Country
from lms.reports.worldmap import HEIGHT, LARGEST, LETTER, LINE, SMALLEST, WIDTH, _overlap, marks, places, project


def test_the_map_knows_every_country_with_people_in_it(db):
    # Antarctica and uninhabited islands send no officers.
    assert set(Country.objects.values_list("pk", flat=True)) - places().keys() == {"AQ", "BV", "HM", "UM"}


def test_every_place_lies_on_the_paper():
    on_paper = {code: project(*place) for code, place in places().items()}
    assert [code for code, (x, y) in on_paper.items() if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT)] == []


def test_east_is_right_of_west_and_north_above_south():
    assert project(0, 100)[0] > project(0, -100)[0]
    assert project(60, 0)[1] < project(-40, 0)[1]


def test_area_is_in_proportion_and_small_states_are_seen():
    large, small, tiny = marks({"UA": 400, "GB": 100, "AG": 1}, {"UA": "Ukraine", "GB": "UK", "AG": "Antigua"})
    assert large.radius == LARGEST
    assert small.radius == pytest.approx(LARGEST / 2)
    assert tiny.radius == SMALLEST


def test_no_name_covers_another():
    people = dict.fromkeys(places(), 10)
    named = [mark for mark in marks(people, {code: f"Country {code}" for code in people}) if mark.anchor]
    assert len(named) >= 10
    boxes = []
    for mark in named:
        width = (len(mark.name) + 3) * LETTER
        start = mark.label_x - {"start": 0, "end": width, "middle": width / 2}[mark.anchor]
        boxes.append((start, mark.label_y - LINE / 2, start + width, mark.label_y + LINE / 2))
    assert not any(_overlap(one, other) for one, other in itertools.combinations(boxes, 2))
