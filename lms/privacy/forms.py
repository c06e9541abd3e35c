"""What a person enters about her own data, and an officer about hers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from lms.common.forms import CleanCharField
from lms.joining.forms import BLANK, country_choices
from lms.people.models import Country, Person
from lms.privacy.models import RefusalReason, RequestKind


class CorrectionForm(forms.Form):
    """What she may change herself, and words about the rest."""

    given_name = CleanCharField(label=_("Given name"), max_length=150, required=False)
    family_name = CleanCharField(label=_("Family name"), max_length=150, required=False)
    unit = CleanCharField(label=_("Unit"), max_length=200, required=False)
    function = CleanCharField(label=_("Function"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Is something else wrong?"),
        help_text=_("Country and agency are changed by the data-protection officer. Say here what is right."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\x00", "").strip()


class CorrectPersonForm(forms.Form):
    """What the officer puts right for somebody. It carries what it showed: she may change her name meanwhile."""

    given_name = CleanCharField(label=_("Given name"), max_length=150, required=False)
    family_name = CleanCharField(label=_("Family name"), max_length=150, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    agency = CleanCharField(
        label=_("Agency"),
        help_text=_("An agency of this country that is not known here yet is added."),
        max_length=200,
        required=False,
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        initial = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "country": person.country_id,
            "agency": person.agency.name if person.agency else "",
        }
        super().__init__(data, initial=initial)
        self.fields["country"].choices = [BLANK, *country_choices()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.show_hidden_initial = True

    def corrected(self) -> list[str]:
        """The fields that are other than the page showed them; those of which it showed nothing, too."""
        shown = {name for name in self.fields if self[name].html_initial_name in self.data}
        return [name for name in self.fields if name in self.changed_data or name not in shown]

    def clean_country(self) -> Country | None:
        return Country.objects.filter(pk=self.cleaned_data["country"]).first()


class AddressForm(forms.Form):
    """The new address."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )


class ErasureForm(forms.Form):
    """A word typed by hand, so that nobody is erased by a slip."""

    word = forms.CharField(max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].label = gettext("Type this word: %(word)s") % {"word": self.wanted()}

    @staticmethod
    def wanted() -> str:
        """The word, in the reader's language."""
        return pgettext("word to type before one is erased", "ERASE")

    def clean_word(self) -> str:
        typed = str(self.cleaned_data["word"]).strip()
        if typed.casefold() != self.wanted().casefold():
            raise ValidationError(gettext("This is not the word."))
        return typed


class RefusalForm(forms.Form):
    """Why the answer is no."""

    reason = forms.ChoiceField(label=_("Reason"), choices=RefusalReason.choices)


class OpenForm(forms.Form):
    """What somebody asked the officer for, and how she proved who she is."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The whole address, as the person gave it here."),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("What was asked"), choices=RequestKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("For a correction: what is right?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = forms.CharField(
        label=_("How did the person prove who she is?"),
        help_text=_(
            "For example: her supervisor confirmed it by telephone. "
            "It is kept in the record of changes. Give no number of an identity document."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\x00", "").strip()

    def clean(self) -> None:
        if self.cleaned_data.get("kind") == RequestKind.CORRECTION and not self.cleaned_data.get("text"):
            self.add_error("text", gettext("Say here what is right."))


class FindRecordsForm(forms.Form):
    """The addresses of the two records."""

    keep = forms.EmailField(label=_("Address of the record that stays"), max_length=254)
    gone = forms.EmailField(label=_("Address of the record that goes"), max_length=254)


class MergeForm(forms.Form):
    """What becomes of the other address."""

    address = forms.ChoiceField(
        label=_("The other e-mail address"),
        choices=[
            ("drop", _("Drop it: nobody can log in with it any more")),
            ("keep", _("Keep it as a second address, if it was confirmed")),
        ],
        initial="drop",
        widget=forms.RadioSelect,
    )
