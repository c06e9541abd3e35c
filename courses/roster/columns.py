"""Which column of a list holds what: titles in six languages and in the forms that offices really use."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.common.spreadsheets import Sheet
from lms.common.texts import fold

# Field → its name on the page, in the order of the page. "full_name" stands for given and family name in one cell.
FIELDS: dict[str, str | Promise] = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "full_name": _("Full name in one column"),
    "email": _("E-mail"),
    "country": _("Country"),
    "agency": _("Agency"),
    "unit": _("Unit"),
    "function": _("Function"),
    "language": _("Language"),
}

TITLES: dict[str, str] = {
    "given_name": """
        given name|given names|first name|first names|forename|forenames|christian name|firstname|givenname|fname
        |prénom|prénoms|nombre|nombres|nombre de pila|primer nombre|имя|имена|имя и отчество|имя отчество
        |الاسم الأول|الاسم|الإسم|اسم|الاسم الشخصي|الاسم الاول|الاسم المعطى|名|名字|名称
    """,
    "family_name": """
        family name|family names|last name|last names|surname|surnames|lastname|familyname|lname|second name
        |nom|noms|nom de famille|nom patronymique|apellido|apellidos|primer apellido|фамилия|фамилии
        |اسم العائلة|إسم العائلة|اللقب|لقب العائلة|العائلة|الكنية|النسب|الاسم العائلي|姓|姓氏
    """,
    "full_name": """
        full name|name|names|participant|participants|nominee|officer|name of participant|name of officer
        |participant name|name and surname|first and last name|nom complet|nom et prénom|nom et prénoms|prénom et nom
        |noms et prénoms|nombre completo|nombre y apellidos|nombres y apellidos|nombre y apellido|apellidos y nombres
        |фио|ф и о|полное имя|имя и фамилия|фамилия имя отчество|фамилия имя|الاسم الكامل|الاسم بالكامل|الاسم واللقب
        |اسم المشارك|姓名|全名
    """,
    "email": """
        e-mail|email|e-mail address|email address|mail|e mail|email id|official email|official e-mail|work email
        |work e-mail|electronic mail|courriel|adresse e-mail|adresse email|adresse électronique|adresse mail
        |adresse courriel|mél|correo|correo electrónico|correo-e|dirección de correo|dirección de correo electrónico
        |email institucional|correo institucional|эл почта|эл. почта|электронная почта|адрес электронной почты|почта
        |адрес эл почты|e-mail адрес|имейл|البريد الإلكتروني|البريد الالكتروني|بريد إلكتروني|البريد|الإيميل|ايميل
        |عنوان البريد الإلكتروني|邮箱|电子邮件|电子邮箱|邮件|邮箱地址|电子邮件地址|电邮
    """,
    "country": """
        country|country or territory|country of service|nation|state|member state|country code|duty country|pays
        |pays de service|code pays|état|país|país de servicio|nación|estado|код страны|страна|государство
        |البلد|الدولة|دولة|بلد|البلاد|国家|国别|国家地区|国家或地区
    """,
    "agency": """
        agency|agency name|organisation|organization|institution|department|service|police service|employer|authority
        |law enforcement agency|office|force|police force|organisme|institución|organización|organismo|entidad|agencia
        |dependencia|agence|autorité|administration|institution d'origine|service d'affectation|ведомство|организация
        |учреждение|орган|служба|место работы|الجهة|الجهة التابع لها|الوكالة|المؤسسة|المنظمة|الهيئة|جهة العمل|المؤسسه
        |机构|单位|机关|所属机构|组织|工作单位
    """,
    "unit": """
        unit|unit name|division|section|branch|team|unité|section d'affectation|brigade|direction|unidad|sección
        |división|área|подразделение|отдел|отделение|управление|الوحدة|القسم|الإدارة|الشعبة|الفرع|部门|处室|科室|分队
    """,
    "function": """
        function|role|position|job title|title|post|job|duty|duties|rank|rank and function|rank/position|designation
        |occupation|grade|fonction|poste|rôle|emploi|titre|función|cargo|puesto|rol|ocupación|rango|grado|должность
        |звание|роль|функция|позиция|الوظيفة|المنصب|المسمى الوظيفي|الدور|الرتبة|الصفة|职务|职位|岗位|职能|角色|职称
    """,
    "language": """
        language|preferred language|language preference|working language|language of training|lang|languages
        |langue|langue préférée|langue de travail|langue de préférence|idioma|idioma preferido|lengua|lengua preferida
        |idioma de preferencia|idioma de trabajo|язык|предпочитаемый язык|рабочий язык|предпочтительный язык
        |اللغة|اللغة المفضلة|لغة العمل|اللغه المفضله|语言|首选语言|语种|工作语言|偏好语言
    """,
}

_KNOWN: dict[str, str] = {
    fold(title): name for name, titles in TITLES.items() for title in re.split(r"\s*\|\s*", titles.strip())
}
_REMARK = re.compile(r"[(（\[].*?[)）\]]|\*")
HEADER_WITHIN = 60
ENOUGH = 2


def field_of(title: str) -> str | None:
    """The field that a column title names, in any of the six languages."""
    if not title or len(title) > 80:
        return None
    key = fold(title)
    if key in _KNOWN:
        return _KNOWN[key]
    # With a remark in brackets, a star, or in two languages with a stroke between.
    found = {_KNOWN[k] for part in re.split(r"[/|\n]", _REMARK.sub(" ", title)) if (k := fold(part)) in _KNOWN}
    return found.pop() if len(found) == 1 else None


def guess(headers: Sequence[str]) -> dict[str, int]:
    """Field → column number; of two columns with the same title the first counts."""
    columns: dict[str, int] = {}
    for number, title in enumerate(headers):
        name = field_of(title)
        if name and name not in columns:
            columns[name] = number
    if "given_name" in columns and "family_name" not in columns and "full_name" in columns:
        # "First name" beside "Name": the second one is the family name.
        columns["family_name"] = columns.pop("full_name")
    elif "family_name" in columns and "given_name" not in columns and "full_name" in columns:
        columns["given_name"] = columns.pop("full_name")
    elif "given_name" in columns and "family_name" in columns:
        columns.pop("full_name", None)
    elif "given_name" in columns and "family_name" not in columns:
        columns["full_name"] = columns.pop("given_name")
    return columns


def recognise(cells: Sequence[str]) -> int:
    """How many different fields the cells name."""
    return len({name for cell in cells if (name := field_of(cell))})


def headers_hash(headers: Sequence[str]) -> str:
    """The key under which a choice of columns is remembered."""
    return hashlib.sha256(json.dumps([fold(title) for title in headers], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Header:
    """Where the titles stand."""

    sheet: Sheet
    row: int
    titles: list[str]
    known: int

    @property
    def lines(self) -> list[tuple[int, list[str]]]:
        """The lines after the titles: number and cells."""
        return [(row.number, row.cells) for row in self.sheet.rows if row.number > self.row]


def find_header(sheets: Sequence[Sheet]) -> Header | None:
    """The line with most known titles, among the first lines of every sheet; the first of equals.

    Where no title is known but a column below holds e-mail addresses, the line above the first address:
    the columns are then matched by hand.
    """
    best: Header | None = None
    for sheet in sheets:
        for row in sheet.rows[:HEADER_WITHIN]:
            known = recognise(row.cells)
            if known >= ENOUGH and (best is None or known > best.known):
                best = Header(sheet, row.number, row.cells, known)
    if best is not None:
        return best
    for sheet in sheets:
        before: tuple[int, list[str]] | None = None
        for row in sheet.rows[:HEADER_WITHIN]:
            if sum("@" in cell for cell in row.cells) == 1 and len(row.cells) > 1:
                if before and len([cell for cell in before[1] if cell.strip()]) > 1:
                    return Header(sheet, before[0], before[1], recognise(before[1]))
                break
            if not row.is_blank:
                before = (row.number, row.cells)
    return None


def missing(columns: Mapping[str, int]) -> list[str]:
    """The fields that a list of people cannot do without and that no column holds."""
    lacking = [name for name in ("email", "country") if name not in columns]
    if "full_name" not in columns:
        lacking += [name for name in ("given_name", "family_name") if name not in columns]
    return lacking
