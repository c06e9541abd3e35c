"""The words of pen names. A name is kept in English, as its key, and shown in the reader's language.

In languages where words agree in gender the first word is best put as a noun: "of calm" for "Calm".
The words of one list must stay apart from each other in every language, or two people have one name.
"""

from __future__ import annotations

from django.utils.translation import pgettext, pgettext_lazy

from lms.common.numbers import digits

# fmt: off
FIRST = {
    "Amber": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Amber"),
    "Blue": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Blue"),
    "Bold": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Bold"),
    "Brave": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Brave"),
    "Bright": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Bright"),
    "Calm": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Calm"),
    "Clear": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Clear"),
    "Coral": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Coral"),
    "Deep": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Deep"),
    "Early": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Early"),
    "Even": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Even"),
    "Fair": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Fair"),
    "Fine": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Fine"),
    "Fleet": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Fleet"),
    "Gentle": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Gentle"),
    "Green": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Green"),
    "Grey": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Grey"),
    "Keen": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Keen"),
    "Kind": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Kind"),
    "Light": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Light"),
    "Lively": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Lively"),
    "Mild": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Mild"),
    "Noble": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Noble"),
    "Open": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Open"),
    "Patient": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Patient"),
    "Plain": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Plain"),
    "Proud": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Proud"),
    "Quiet": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Quiet"),
    "Ready": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Ready"),
    "Red": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Red"),
    "Silver": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Silver"),
    "Steady": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Steady"),
    "Still": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Still"),
    "Sunny": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Sunny"),
    "Swift": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Swift"),
    "True": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "True"),
    "Warm": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Warm"),
    "White": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "White"),
    "Wise": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Wise"),
    "Young": pgettext_lazy("pen name: goes with any tree or bird, so without gender", "Young"),
}
SECOND = {
    "Acacia": pgettext_lazy("pen name: a tree or a bird", "Acacia"),
    "Ash": pgettext_lazy("pen name: a tree or a bird", "Ash"),
    "Aspen": pgettext_lazy("pen name: a tree or a bird", "Aspen"),
    "Baobab": pgettext_lazy("pen name: a tree or a bird", "Baobab"),
    "Beech": pgettext_lazy("pen name: a tree or a bird", "Beech"),
    "Birch": pgettext_lazy("pen name: a tree or a bird", "Birch"),
    "Cedar": pgettext_lazy("pen name: a tree or a bird", "Cedar"),
    "Crane": pgettext_lazy("pen name: a tree or a bird", "Crane"),
    "Dove": pgettext_lazy("pen name: a tree or a bird", "Dove"),
    "Eagle": pgettext_lazy("pen name: a tree or a bird", "Eagle"),
    "Egret": pgettext_lazy("pen name: a tree or a bird", "Egret"),
    "Elm": pgettext_lazy("pen name: a tree or a bird", "Elm"),
    "Falcon": pgettext_lazy("pen name: a tree or a bird", "Falcon"),
    "Fern": pgettext_lazy("pen name: a tree or a bird", "Fern"),
    "Finch": pgettext_lazy("pen name: a tree or a bird", "Finch"),
    "Gull": pgettext_lazy("pen name: a tree or a bird", "Gull"),
    "Hazel": pgettext_lazy("pen name: a tree or a bird", "Hazel"),
    "Heron": pgettext_lazy("pen name: a tree or a bird", "Heron"),
    "Ibis": pgettext_lazy("pen name: a tree or a bird", "Ibis"),
    "Ivy": pgettext_lazy("pen name: a tree or a bird", "Ivy"),
    "Jasmine": pgettext_lazy("pen name: a tree or a bird", "Jasmine"),
    "Kestrel": pgettext_lazy("pen name: a tree or a bird", "Kestrel"),
    "Lark": pgettext_lazy("pen name: a tree or a bird", "Lark"),
    "Laurel": pgettext_lazy("pen name: a tree or a bird", "Laurel"),
    "Linden": pgettext_lazy("pen name: a tree or a bird", "Linden"),
    "Lotus": pgettext_lazy("pen name: a tree or a bird", "Lotus"),
    "Maple": pgettext_lazy("pen name: a tree or a bird", "Maple"),
    "Martin": pgettext_lazy("pen name: a tree or a bird", "Martin"),
    "Myrtle": pgettext_lazy("pen name: a tree or a bird", "Myrtle"),
    "Oak": pgettext_lazy("pen name: a tree or a bird", "Oak"),
    "Olive": pgettext_lazy("pen name: a tree or a bird", "Olive"),
    "Oriole": pgettext_lazy("pen name: a tree or a bird", "Oriole"),
    "Osprey": pgettext_lazy("pen name: a tree or a bird", "Osprey"),
    "Palm": pgettext_lazy("pen name: a tree or a bird", "Palm"),
    "Pine": pgettext_lazy("pen name: a tree or a bird", "Pine"),
    "Plover": pgettext_lazy("pen name: a tree or a bird", "Plover"),
    "Robin": pgettext_lazy("pen name: a tree or a bird", "Robin"),
    "Sparrow": pgettext_lazy("pen name: a tree or a bird", "Sparrow"),
    "Starling": pgettext_lazy("pen name: a tree or a bird", "Starling"),
    "Swallow": pgettext_lazy("pen name: a tree or a bird", "Swallow"),
    "Swan": pgettext_lazy("pen name: a tree or a bird", "Swan"),
    "Teal": pgettext_lazy("pen name: a tree or a bird", "Teal"),
    "Thrush": pgettext_lazy("pen name: a tree or a bird", "Thrush"),
    "Willow": pgettext_lazy("pen name: a tree or a bird", "Willow"),
    "Wren": pgettext_lazy("pen name: a tree or a bird", "Wren"),
}
# fmt: on


def pattern() -> str:
    """How the two words stand together in the active language."""
    return pgettext("pen name: Quiet Maple", "%(first)s %(second)s")


def shown(key: str) -> str:
    """A pen name in the active language: ``Quiet Maple`` → ``静枫``. What is no pen name stays as it is."""
    first, _blank, rest = key.partition(" ")
    second, _blank, number = rest.partition(" ")
    if first not in FIRST or second not in SECOND:
        return key
    name = pattern() % {"first": FIRST[first], "second": SECOND[second]}
    return f"{name} {digits(number)}" if number else name


def for_script() -> dict[str, object]:
    """What a script needs to do the same: names that arrive later come to every reader as keys."""
    return {
        "pattern": pattern(),
        "first": {key: str(word) for key, word in FIRST.items()},
        "second": {key: str(word) for key, word in SECOND.items()},
    }
