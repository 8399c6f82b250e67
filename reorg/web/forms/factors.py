"""What forms ask of somebody who signs, and allauth's forms for a code, by which a code serves once everywhere."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reorg.web.factors import Ways, use_code, ways_of
from workflows.errors import BadInput


class OneCode(forms.Form):
    """A code of the app serves either for signing in or for signing, not for both."""

    user: Any

    def clean_code(self) -> str:
        forget_attempts = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        try:
            self.authenticator, _how = use_code(self.user, code)
        except BadInput as refused:
            raise forms.ValidationError(refused.message) from None
        self.authenticator.user = self.user
        forget_attempts()
        return code


class AuthenticateForm(OneCode, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(OneCode, AllauthReauthenticateForm):
    pass


class CodeInput(forms.TextInput):
    """A field for a code, and a button for the passkey; or where to set one up."""

    template_name = "widgets/second_factor.html"

    def __init__(self, ways: Ways) -> None:
        super().__init__(attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"})
        self.ways = ways

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs) | {"ways": self.ways}


class Confirmed(forms.Form):
    """A form by which somebody signs: its last field is what the ``signer`` confirms with."""

    def __init__(self, *args: Any, signer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways_of(signer)
        if self.ways.none and not settings.SIGNING_FACTOR_REQUIRED:
            self.fields["password"] = password_field()
        else:
            self.fields["code"] = code_field(self.ways)

    @property
    def asked(self) -> dict[str, Any]:
        """What the form is about, without what confirms it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("password", "code")}

    @property
    def confirming(self) -> forms.BoundField:
        return self["password" if "password" in self.fields else "code"]


def password_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your password, to confirm"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def code_field(ways: Ways) -> forms.CharField:
    """The browser may send a passkey instead of a code, so an empty code is no error of the field."""
    label: Any
    help_text: Any
    if ways.none:
        label, help_text = _("Second factor, to confirm"), ""
    elif ways.app:
        label = _("Code of your authenticator app, to confirm")
        help_text = _("Six digits; or one of your recovery codes.")
    else:
        label, help_text = _("Your passkey, to confirm"), _("Without your passkey: one of your recovery codes.")
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=30, widget=CodeInput(ways))
