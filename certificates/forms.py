"""What comes in: a code, a name, a file, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nModelForm

from certificates.models import CertificateDesign, CertificateRule, RevocationReason
from certificates.verification import MAX_FILE_BYTES
from courses.models import Training
from lms.common.languages import Language
from lms.common.uploads import BoundedFileInput

TOO_LARGE = _("The file is larger than 2 MB. Certificates are much smaller.")


class CodeForm(forms.Form):
    """The code from a paper, or the whole address under it."""

    code = forms.CharField(
        label=_("Code"),
        max_length=200,
        help_text=_("24 letters and figures, printed under the QR code. Capitals and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "class": "code"}),
    )


class NameForm(forms.Form):
    """A name to be compared with the printed one."""

    name = forms.CharField(
        label=_("Name"),
        max_length=310,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )


class FileForm(forms.Form):
    """A certificate's PDF."""

    file = forms.FileField(
        label=_("Certificate as a PDF"),
        widget=BoundedFileInput(most=MAX_FILE_BYTES, too_large=TOO_LARGE, accept="application/pdf"),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(TOO_LARGE, "too_large")
        return file


class RevokeForm(forms.Form):
    """Why a certificate is withdrawn."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=RevocationReason.choices,
        widget=forms.RadioSelect,
        help_text=_("The public check tells this reason and the date, nothing more."),
    )


class ReplaceForm(forms.Form):
    """In which language the new version is printed."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class RuleForm(forms.ModelForm[CertificateRule]):
    """The conditions of a training."""

    class Meta:
        model = CertificateRule
        fields = ["attendance_percent", "pre_test", "post_test", "feedback", "sessions", "valid_years"]
        labels = {"sessions": _("Sessions that everybody must have attended")}
        widgets = {"sessions": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, training: Training, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = self.fields["sessions"]
        if isinstance(sessions, forms.ModelMultipleChoiceField):
            sessions.queryset = training.sessions.order_by("starts_at", "pk")


class DesignForm(I18nModelForm):  # type: ignore[misc]  # i18nfield ships no types
    """Who signs, and as what in each language; a language left empty shows the first one that is filled in."""

    class Meta:
        model = CertificateDesign
        fields = ["first_signatory", "first_function", "second_signatory", "second_function"]
