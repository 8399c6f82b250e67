"""The form of the page that verifies files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST = 128 * 1024 * 1024  # as the verifier's own limit for a file
CERTIFICATE = 64 * 1024


class VerifyForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A trail (PDF), a bundle of trails or an archive package (ZIP), at most 128 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.zip"}),
    )
    anchor = forms.FileField(
        label=gettext_lazy("Certificate of another authority (optional)"),
        required=False,
        help_text=gettext_lazy("Only for files of another house: its root.crt. Otherwise this house's own is used."),
        widget=forms.ClearableFileInput(attrs={"accept": ".crt,.pem,.cer"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 128 MB. Verify it with reorg-verify instead."))
        return file

    def clean_anchor(self) -> Any:
        anchor = self.cleaned_data["anchor"]
        if anchor and anchor.size > CERTIFICATE:
            raise forms.ValidationError(_("This is too large to be a certificate."))
        return anchor
