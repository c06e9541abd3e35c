"""What offices write: titles, countries and languages in six languages, in any order."""

from __future__ import annotations

import pytest

from courses.roster import columns
from courses.roster.places import countries, find_language
from courses.roster.reading import Reader
from lms.common.spreadsheets import read_table
from lms.people.models import Country


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        ("Surname|Prénom|E-mail|Pays|Langue|Shirt size", "family_name given_name email country language"),
        ("国家|电子邮件|姓|名|单位|职务|首选语言", "country email family_name given_name agency function language"),
        ("姓名|邮箱|国家", "full_name email country"),
        ("Correo electrónico|PAÍS|Apellidos|Nombre|Institución", "email country family_name given_name agency"),
        ("Должность|Фамилия|Имя|Эл. почта|Страна|Ведомство", "function family_name given_name email country agency"),
        ("اللغة المفضلة|البريد الإلكتروني|الدولة|اسم العائلة|الاسم", "language email country family_name given_name"),
        ("Family name *|First name|E-mail (official)|Country / Pays", "family_name given_name email country"),
        ("Name|First name|Mail|State", "family_name given_name email country"),
    ],
)  # fmt: skip
def test_titles_in_any_language_and_order(titles, names):
    guessed = columns.guess(titles.split("|"))
    assert sorted(guessed, key=guessed.__getitem__) == names.split()


def test_titles_need_not_stand_in_the_first_row():
    data = "Liste des personnes désignées\n\nau 3 mars\nNom;Prénom;Courriel;Pays\nSarr;Fatou;f@example.org;Sénégal\n"
    header = columns.find_header(read_table(data.encode(), recognise=columns.recognise).sheets)
    assert (header.row, header.lines) == (4, [(5, ["Sarr", "Fatou", "f@example.org", "Sénégal"])])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("zw", "ZW"), (" ZWE ", "ZW"), ("zimbabwe", "ZW"), ("津巴布韦", "ZW"), ("Зимбабве", "ZW"), ("زمبابوي", "ZW"),
        ("UK", "GB"), ("Great Britain", "GB"), ("Великобритания", "GB"), ("بريطانيا", "GB"), ("英国", "GB"),
        ("Russia", "RU"), ("РФ", "RU"), ("Fédération de Russie", "RU"), ("Côte d'Ivoire", "CI"),
        ("Côte d’Ivoire", "CI"), ("COTE D'IVOIRE", "CI"), ("Ivory Coast", "CI"),
        ("Senegal", "SN"), ("Türkiye", "TR"), ("Turkey", "TR"),
        ("St. Kitts & Nevis", "KN"), ("Saint Kitts and Nevis", "KN"), ("Korea, Republic of", "KR"), ("EE.UU.", "US"),
        ("США", "US"), ("the Gambia", "GM"), ("Киргизия", "KG"), ("Niger", "NE"), ("Nigeria", "NG"), ("Congo", "CG"),
        ("DRC", "CD"), ("Russian Federation (the)", "RU"), ("Korea", None), ("Atlantis", None), ("", None), ("—", None),
    ],
)  # fmt: skip
def test_countries_by_any_name(db, text, code):
    assert countries().find(text) == code


@pytest.mark.parametrize("column", ["name_ar", "name_zh", "name_en", "name_fr", "name_ru", "name_es", "iso2", "iso3"])
def test_every_country_is_found_by_its_own_names(db, column):
    index = countries()
    wrong = {
        (value, index.find(value))
        for row in Country.objects.all()
        for value in (getattr(row, column), getattr(row, column).upper(), f"  {getattr(row, column)} ")
        if index.find(value) != row.iso2
    }
    assert wrong == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FR", "fr"), ("fra", "fr"), ("Francais", "fr"), ("французский", "fr"), ("法语", "fr"), ("zh-CN", "zh-hans"),
        ("Mandarin", "zh-hans"), ("中文", "zh-hans"), ("العربية", "ar"), ("árabe", "ar"),
        ("Portuguese", None), ("", None),
    ],
)  # fmt: skip
def test_languages_by_code_or_name(text, code):
    assert find_language(text) == code


def test_a_line_says_all_that_is_wrong_with_it(db):
    found = {"given_name": 0, "family_name": 1, "email": 2, "country": 3}
    reader = Reader(found, countries=countries(), language="en")
    entry = reader.read(17, ["", " Moyo\u200b ", "t.moyo@police", "Zimbabve"])
    assert [(problem.field, problem.code) for problem in entry.problems] == [
        ("given_name", "given_name_missing"),
        ("email", "email_no_dot"),
        ("country", "country_like"),
    ]
    assert entry.family_name == "Moyo"
    assert entry.notes == [{"code": "cleaned"}]
