"""Countries and languages by any name that offices use, in six languages.

UN names come from the country list, everyday names from CLDR (through Babel), and the short forms that
neither has from the list below.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale

from lms.common.texts import clean_text, fold
from lms.people.models import Country

LOCALES = ("ar", "zh_Hans", "en", "fr", "ru", "es")
NAME_FIELDS = ("name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh")

COMMON_FORMS: dict[str, str] = {
    "AE": "UAE|U.A.E.|Emirates|Emirats|Émirats|Emiratos|ОАЭ|Эмираты|الإمارات|الامارات العربية|阿联酋",
    "AG": "Antigua",
    "BA": "Bosnia|Bosnie|БиГ|Босния|البوسنة|波黑",
    "BN": "Brunei",
    "BO": "Bolivia|Bolivie|Боливия|بوليفيا|玻利维亚",
    "BS": "The Bahamas|Bahamas Islands",
    "BY": "Belorussia|Byelorussia|Biélorussie|Bielorrusia|Белоруссия|Беларусь|روسيا البيضاء|白俄罗斯",
    "CD": "DRC|DR Congo|D.R. Congo|Congo DR|Congo, Democratic Republic|Congo Kinshasa|Zaire|RDC|RD Congo|R.D. Congo"
    "|República Democrática del Congo|ДРК|ДР Конго|الكونغو الديمقراطية|刚果民主共和国|刚果金",
    "CF": "CAR|C.A.R.|RCA|ЦАР|中非",
    "CG": "Congo Brazzaville|Republic of the Congo|République du Congo|刚果布",
    "CI": "Ivory Coast|Cote d Ivoire|Costa de Marfil|Берег Слоновой Кости|Кот д'Ивуар|ساحل العاج|象牙海岸",
    "CN": "PRC|P.R. China|People's Republic of China|Mainland China|Chine populaire|КНР|الصين الشعبية|中华人民共和国",
    "CV": "Cape Verde|Cap-Vert|Острова Зеленого Мыса|الرأس الأخضر|佛得角",
    "CZ": "Czech Republic|République tchèque|República Checa|Чешская Республика|Чехия|الجمهورية التشيكية|捷克共和国",
    "DE": "Federal Republic of Germany|FRG|RFA|ФРГ",
    "HK": "Hong Kong|Hong-Kong|HKSAR|Гонконг|هونغ كونغ|香港",
    "MO": "Macau|Macao|Макао|ماكاو|澳门",
    "FM": "Micronesia|Micronésie|Микронезия|ميكرونيزيا|密克罗尼西亚",
    "GB": "UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|R.-U."
    "|Grande-Bretagne|Angleterre|Écosse"
    "|Gran Bretaña|Inglaterra|Escocia|Великобритания|Англия|Шотландия|Британия|Соединенное Королевство"
    "|بريطانيا|بريطانيا العظمى|إنجلترا|انكلترا|大不列颠|英格兰|苏格兰",
    "GM": "The Gambia",
    "IR": "Iran|Irán|Иран|إيران|伊朗",
    "KG": "Kirghizstan|Kirghizia|Kirghizie|Kirghizistan|Kirguizistán|Кыргызстан|Киргизия|Киргизская Республика|قرغيزيا",
    "KP": "North Korea|DPRK|Corée du Nord|Corea del Norte|КНДР|Северная Корея|كوريا الشمالية|北韩|北朝鲜",
    "KR": "South Korea|ROK|Corée du Sud|Corea del Sur|Южная Корея|كوريا الجنوبية|南韩|韩国",
    "KN": "St Kitts|Saint Kitts",
    "LA": "Laos|Lao PDR|Лаос|لاوس|老挝",
    "LK": "Ceylon",
    "MD": "Moldova|Moldavia|Moldavie|Молдова|Молдавия|مولدوفا|摩尔多瓦",
    "MK": "Macedonia|Macédoine|FYROM|Македония|مقدونيا|马其顿",
    "MM": "Burma|Birmanie|Birmania|Бирма|بورما|缅甸",
    "NL": "Holland|The Netherlands|Hollande|Pays Bas|Holanda|Голландия|هولندا|荷兰",
    "PS": "Palestine|Palestina|Палестина|فلسطين|巴勒斯坦",
    "RU": "Russia|Russie|Rusia|Россия|РФ|روسيا|俄国|俄罗斯",
    "SA": "KSA|K.S.A.|Saudi|Arabie Saoudite|Arabia Saudí|Arabia Saudita|Саудия|КСА|السعودية|沙特",
    "ST": "Sao Tome",
    "SY": "Syria|Syrie|Siria|Сирия|سوريا|سورية|叙利亚",
    "SZ": "Swaziland|Souaziland|Suazilandia|Свазиленд|سوازيلاند|斯威士兰",
    "TL": "East Timor|Timor oriental|Timor Leste|Восточный Тимор|تيمور الشرقية|东帝汶",
    "TR": "Turkey|Turquie|Turquía|Турция|تركيا|土耳其",
    "TT": "Trinidad|T&T|Trinité-et-Tobago|Trinidad y Tabago",
    "TZ": "Tanzania|Tanzanie|Tanzanía|Танзания|تنزانيا|坦桑尼亚",
    "US": "USA|U.S.A.|U.S.|United States of America|America|États-Unis|É.-U.|Etats Unis d'Amérique|EE. UU.|EE.UU.|EEUU"
    "|Estados Unidos de América|США|Америка|أمريكا|الولايات المتحدة|美国",
    "VA": "Vatican|Vatican City|Vaticano|Ватикан|الفاتيكان|梵蒂冈",
    "VC": "St Vincent|Saint Vincent",
    "VE": "Venezuela|Венесуэла|فنزويلا|委内瑞拉",
    "VN": "Vietnam|Viêt Nam|Вьетнам|فيتنام|越南",
    "ZA": "RSA|South African Republic|ЮАР|南非共和国",
}

_PREFIXES = (
    "the ",
    "republic of the ",
    "republic of ",
    "kingdom of ",
    "commonwealth of ",
    "state of ",
    "republique du ",
    "republique de ",
    "royaume du ",
    "republica de ",
    "reino de ",
    "республика ",
    "королевство ",
    "جمهوريه ",
    "مملكه ",
)
_SAINT = re.compile(r"^(?:st|ste)\b")


def country_key(text: str) -> str:
    """The folded name, with "St" written out and "the" left away."""
    key = fold(text)
    return _SAINT.sub("saint", key).removeprefix("the ")


@dataclass(frozen=True)
class Countries:
    """The index of names: exact ones first, then folded; a folded name of two countries names neither."""

    codes: dict[str, str]
    exact: dict[str, str] = field(default_factory=dict)
    folded: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Country] = field(default_factory=dict)

    def find(self, text: str) -> str | None:
        """The ISO 3166-1 alpha-2 code of a code or name; ``None`` if there is none, or more than one."""
        text = clean_text(text)
        if not text or len(text) > 120:
            return None
        by_code = self.codes.get(text.upper())
        if by_code:
            return by_code
        by_name = self.exact.get(text.casefold())
        if by_name:
            return by_name
        key = country_key(text)
        if key in self.folded:
            return self.folded[key]
        for prefix in _PREFIXES:
            if key.startswith(prefix) and (found := self.folded.get(key.removeprefix(prefix))):
                return found
        # "Korea, Republic of", "Moldova, Republic of"
        plain = re.sub(r"\s*[(（].*?[)）]", "", text)
        if plain != text:
            return self.find(plain)
        head, comma, tail = text.partition(",")
        if comma and (found := self.folded.get(country_key(f"{tail} {head}"))):
            return found
        return None

    def like(self, text: str) -> str | None:
        """The country whose name is most like ``text``, for "did you mean"."""
        key = country_key(text)[:60]
        if len(key) < 3:
            return None
        close = difflib.get_close_matches(key, self.folded, n=1, cutoff=0.75)
        return self.folded[close[0]] if close else None


def countries() -> Countries:
    """The index over the country table; one query in the life of a process."""
    index = _countries()
    if not index.rows:
        # Asked before the list was loaded: that answer must not stay.
        _countries.cache_clear()
    return index


@lru_cache(maxsize=1)
def _countries() -> Countries:
    return _index(list(Country.objects.all()))


def _index(rows: list[Country]) -> Countries:
    codes = {row.iso2: row.iso2 for row in rows} | {row.iso3: row.iso2 for row in rows}
    spellings: list[tuple[str, str]] = []
    for row in rows:
        for name in (getattr(row, column) for column in NAME_FIELDS):
            # "Bolivia (Plurinational State of)" is also "Bolivia".
            spellings += [(name, row.iso2), (re.sub(r"\s*[(（].*?[)）]", "", name), row.iso2)]
        spellings += [(form, row.iso2) for form in COMMON_FORMS.get(row.iso2, "").split("|")]
    known = {row.iso2 for row in rows}
    for code in LOCALES:
        territories = Locale.parse(code).territories
        for iso2, name in territories.items():
            if iso2 in known:
                plain = re.sub(r"\s*[(（].*?[)）]", "", name)
                # CLDR tells the two Congos apart in brackets: "刚果（金）".
                spellings += [(name, iso2)] + ([(plain, iso2)] if iso2 not in {"CD", "CG"} else [])
    exact: dict[str, set[str]] = {}
    folded: dict[str, set[str]] = {}
    for spelling, iso2 in spellings:
        if spelling:
            exact.setdefault(spelling.casefold(), set()).add(iso2)
            folded.setdefault(country_key(spelling), set()).add(iso2)
    return Countries(
        codes,
        {name: next(iter(found)) for name, found in exact.items() if len(found) == 1},
        {name: next(iter(found)) for name, found in folded.items() if len(found) == 1 and name},
        {row.iso2: row for row in rows},
    )


_LANGUAGE_CODES = {
    "ar": ("ar", "ara", "arb"),
    "zh-hans": ("zh", "zho", "chi", "cmn", "cn"),
    "en": ("en", "eng"),
    "fr": ("fr", "fra", "fre"),
    "ru": ("ru", "rus"),
    "es": ("es", "spa", "esp", "sp"),
}
_LANGUAGE_FORMS = {
    "ar": "arabic|arabe|árabe|арабский|арабский язык|العربية|عربي|عربية|اللغة العربية|阿拉伯文|阿文|阿语|阿拉伯语",
    "zh-hans": "chinese|mandarin|putonghua|simplified chinese|chinois|mandarin|chino|mandarín|китайский|китайский язык"
    "|الصينية|صيني|中文|汉语|普通话|简体中文|华语|国语|中文简体",
    "en": "english|anglais|inglés|английский|английский язык|الإنجليزية|إنجليزي|انجليزي|الانكليزية|英语|英文",
    "fr": "french|français|francés|французский|французский язык|الفرنسية|فرنسي|法语|法文",
    "ru": "russian|russe|ruso|русский|русский язык|الروسية|روسي|俄语|俄文",
    "es": "spanish|castilian|espagnol|castillan|español|castellano|испанский|испанский язык|الإسبانية|اسباني"
    "|西班牙语|西文|西班牙文",
}


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    index: dict[str, str] = {}
    for code, forms in _LANGUAGE_FORMS.items():
        index.update({fold(form): code for form in forms.split("|")})
        for locale in LOCALES:
            name = Locale.parse(locale).languages.get(code.split("-")[0])
            if name:
                index[fold(name)] = code
    return index


def find_language(text: str) -> str | None:
    """The site's code of one of the six languages, from a code (``fr``, ``fra``, ``zh-CN``) or a name in any."""
    text = clean_text(text)
    if not text or len(text) > 80:
        return None
    code = re.split(r"[-_]", text.casefold())[0]
    for language, codes in _LANGUAGE_CODES.items():
        if code in codes and (
            len(text) <= 3 or re.fullmatch(r"[A-Za-z]{2,3}[-_][A-Za-z]{2,4}([-_][A-Za-z]{2})?", text)
        ):
            return language
    return _languages().get(fold(text)) or _languages().get(fold(re.sub(r"[(（].*?[)）]", "", text)))
