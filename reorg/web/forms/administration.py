"""Forms of the administration pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reorg.administration.calendars import WORKED
from reorg.administration.checklists import OWNERS
from reorg.administration.rights import Scope
from reorg.people.models import Organisation, User
from reorg.web.forms.shared import DayField, reason_field
from workflows.models import Role

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
BASIS = _("Number and date of the paper it rests on.")


def basis_field() -> forms.CharField:
    return forms.CharField(label=_("Written basis"), max_length=200, help_text=BASIS)


class BodyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An organisation of those somebody administers, by name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Organisation.objects.none(), **options)

    def offer(self, scope: Scope) -> None:
        self.queryset = scope.organisations_on(timezone.localdate()).order_by("title_vi", "pk")


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who can sign in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), **options)

    def offer(self, scope: Scope, *, but: int = 0) -> None:
        self.queryset = scope.people().filter(is_active=True).exclude(pk=but).order_by("full_name", "pk")

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name or obj.username} ({obj.username})"


class RoleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **options: Any) -> None:
        options = {"label": _("Role"), "help_text": _("What the office may do in the procedures.")} | options
        super().__init__(Role.objects.order_by("title_vi"), **options)


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("Name, sign-in name or address"), required=False)
    organisation = BodyField(label=_("Organisation"), required=False)
    role = RoleField(required=False, help_text="")
    state = forms.ChoiceField(
        label=_("Sign-in"),
        required=False,
        choices=[
            ("", _("all")),
            ("active", _("can sign in")),
            ("invited", _("has not chosen a password")),
            ("closed", _("cannot sign in")),
        ],
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(scope)  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    username = forms.CharField(label=_("Sign-in name"), max_length=150, help_text=_("Letters, figures and @ . + - _"))
    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("A link for choosing a password is sent there. No password is ever mailed."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    organisation = BodyField(label=_("Organisation"))
    role = RoleField()
    title_vi = forms.CharField(label=_("Title of the office (Vietnamese)"), max_length=200)
    title_en = forms.CharField(label=_("Title of the office (English)"), max_length=200, required=False)
    valid_from = DayField(label=_("From"))
    basis = basis_field()

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(scope)  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()


class CorrectForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    email = forms.EmailField(label=_("Mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class ReasonForm(forms.Form):
    reason = reason_field(_("Reason"), max_length=500)


class SheetForm(forms.Form):
    file = forms.FileField(label=_("Spreadsheet (.xlsx)"), max_length=200)


class AppointForm(forms.Form):
    person = PersonField(label=_("Person"))
    organisation = BodyField(
        label=_("Administers"), required=False, help_text=_("With all organisations below it. None: everything.")
    )
    valid_to = DayField(label=_("Until"), required=False)
    basis = basis_field()

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(scope)  # type: ignore[attr-defined]
        self.fields["organisation"].offer(scope)  # type: ignore[attr-defined]
        if not scope.everything:
            self.fields["organisation"].required = True
            self.fields["organisation"].help_text = _("With all organisations below it.")


class BodyForm(forms.Form):
    title_vi = forms.CharField(label=_("Name (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("Name (English)"), max_length=300)
    short = forms.CharField(label=_("Code in document symbols"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    parent = BodyField(label=_("Below"), required=False)
    valid_from = DayField(label=_("From"))
    basis = basis_field()

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(scope)  # type: ignore[attr-defined]
        self.fields["parent"].required = not scope.everything
        self.fields["valid_from"].initial = timezone.localdate()


class RenameForm(forms.Form):
    title_vi = forms.CharField(label=_("New name (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("New name (English)"), max_length=300)
    short = forms.CharField(label=_("Code in document symbols"), max_length=20, required=False)
    basis = basis_field()


class EndForm(forms.Form):
    until = DayField(label=_("Last day"))
    basis = basis_field()


class GiveOfficeForm(forms.Form):
    person = PersonField(label=_("Person"))
    role = RoleField()
    title_vi = forms.CharField(label=_("Title of the office (Vietnamese)"), max_length=200)
    title_en = forms.CharField(label=_("Title of the office (English)"), max_length=200, required=False)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Until"), required=False)
    basis = basis_field()

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(scope, but=scope.user.pk)  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()


class HandOverForm(forms.Form):
    to = PersonField(label=_("Successor"))
    basis = basis_field()
    close_sign_in = forms.BooleanField(label=_("Whoever leaves can no longer sign in"), required=False)

    def __init__(self, *args: Any, scope: Scope, office: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(scope, but=office.person_id)  # type: ignore[attr-defined]


class DayOrderForm(forms.Form):
    day = DayField(label=_("Day"))
    halves = forms.TypedChoiceField(
        label=_("What is worked"), coerce=lambda value: None if value == "usual" else int(value), empty_value=None
    )
    organisation = BodyField(
        label=_("For"), required=False, help_text=_("With all organisations below it. None: the whole country.")
    )
    title_vi = forms.CharField(label=_("Why (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("Why (English)"), max_length=300)
    basis = basis_field()

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(scope)  # type: ignore[attr-defined]
        if not scope.everything:
            self.fields["organisation"].required = True
            self.fields["organisation"].help_text = _("With all organisations below it.")
        self.fields["halves"].choices = [  # type: ignore[attr-defined]
            ("usual" if halves is None else halves, str(words)) for halves, words in WORKED.items()
        ]


class WebhookForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What you call the other system."))
    organisation = BodyField(
        label=_("Events of"), help_text=_("Of the dossiers in which this organisation takes part.")
    )
    address = forms.CharField(
        label=_("Address"), max_length=500, widget=forms.URLInput(attrs={"placeholder": "https://…"})
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(scope)  # type: ignore[attr-defined]


class TrailFilter(forms.Form):
    kind = forms.ChoiceField(label=_("About"), required=False)
    organisation = BodyField(label=_("Organisation"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)


class ItemForm(forms.Form):
    """One item of a checklist in draft."""

    code = forms.CharField(label=_("Code"), max_length=20)
    title_vi = forms.CharField(label=_("Item (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("Item (English)"), max_length=300)
    owner = forms.ChoiceField(label=_("Part that owes it"))
    evidence_vi = forms.CharField(label=_("Evidence (Vietnamese)"), max_length=300, required=False)
    evidence_en = forms.CharField(label=_("Evidence (English)"), max_length=300, required=False)
    due = forms.CharField(
        label=_("Deadline"),
        max_length=60,
        required=False,
        help_text=_(
            "10w (working days), 30d (days), 2m (months), operation-30d, resolution+6m, 2026-06-30, friday 12:00"
        ),
    )
    due_note_vi = forms.CharField(label=_("Deadline in words (Vietnamese)"), max_length=300, required=False)
    due_note_en = forms.CharField(label=_("Deadline in words (English)"), max_length=300, required=False)
    source_note_vi = forms.CharField(label=_("Source (Vietnamese)"), max_length=400, required=False)
    source_note_en = forms.CharField(label=_("Source (English)"), max_length=400, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(key, str(part.title)) for key, part in OWNERS.items()]  # type: ignore[attr-defined]


class InForceForm(forms.Form):
    valid_from = DayField(label=_("In force from"))
    basis = basis_field()


class FirstRunForm(forms.Form):
    """The first organisation and its administrator."""

    code = forms.CharField(
        label=_("One-time code"), max_length=60, help_text=_("The server printed it: manage.py first_run")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("another one, named below")
    )
    title_vi = forms.CharField(label=_("Name (Vietnamese)"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Name (English)"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    short = forms.CharField(label=_("Code in document symbols"), max_length=20, required=False)
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    email = forms.EmailField(label=_("Mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters."),
    )
    again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.on(timezone.localdate()).order_by("title_vi", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        said = super().clean()
        if said and said.get("password") != said.get("again"):
            self.add_error("again", _("This is not the same password."))
        return said
