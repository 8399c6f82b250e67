"""A working session and what came up in it. Changed only through ``reorg.sessions.actions``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from reorg.sessions.states import MOVES, State
from workflows.models import Dossier
from workflows.models.fields import Filed, organisation, person
from workflows.text import Text


class Category(models.TextChoices):
    """What a difficulty or a recommendation is about."""

    STAFF = "staff", _("Staff")
    VEHICLES = "vehicles", _("Official vehicles")
    HEAD_OFFICE = "head_office", _("Head offices")
    ROADS = "roads", _("Roads")
    BORDER = "border", _("Border-crossing infrastructure")
    PROJECT = "project", _("Projects under way")
    DIGITAL = "digital", _("Digital transformation, administrative reform")
    OTHER = "other", _("Other matters")


class Told(models.Model):
    """Words that somebody wrote in Vietnamese, perhaps in English too."""

    text_vi = models.TextField(_("text (Vietnamese)"), max_length=4000)
    text_en = models.TextField(_("text (English)"), max_length=4000, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text_en if (get_language() or "vi").startswith("en") and self.text_en else self.text_vi

    @property
    def text(self) -> Text:
        return Text(self.text_vi, self.text_en or self.text_vi)


class Entry(Told):
    """One numbered entry of a session. An entry taken out keeps its number and stays in the trail."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="%(class)s_entries")
    no = models.PositiveIntegerField()
    removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    sample = models.BooleanField(_("sample"), default=False)
    source = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=1, default="H", help_text=_("H: a source says it; L: unconfirmed."))
    changed_by = person()
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("no",)
        constraints = (models.UniqueConstraint(fields=("dossier", "no"), name="%(class)s_number_once"),)


class Session(models.Model):
    """When, where and under whom it is held, and what was concluded."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="session")
    held_from = models.DateField(_("held from"), null=True, blank=True)
    held_to = models.DateField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    head_name = models.CharField(_("head of the delegation"), max_length=200, blank=True)
    head_vi = models.CharField(_("office of the head (Vietnamese)"), max_length=200)
    head_en = models.CharField(_("office of the head (English)"), max_length=200, blank=True)
    purpose_vi = models.TextField(_("purpose (Vietnamese)"), max_length=2000)
    purpose_en = models.TextField(_("purpose (English)"), max_length=2000, blank=True)
    conclusion_vi = models.TextField(_("conclusion (Vietnamese)"), max_length=8000, blank=True)
    conclusion_en = models.TextField(_("conclusion (English)"), max_length=8000, blank=True)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(held_from__isnull=True) | Q(held_to__isnull=True) | Q(held_to__gte=F("held_from")),
                name="session_ends_after_it_begins",
            ),
        )

    @property
    def head(self) -> Text:
        return Text(self.head_vi, self.head_en or self.head_vi)

    @property
    def purpose(self) -> Text:
        return Text(self.purpose_vi, self.purpose_en or self.purpose_vi)

    @property
    def conclusion(self) -> Text:
        return Text(self.conclusion_vi, self.conclusion_en or self.conclusion_vi)


class Delegate(Entry):
    """Somebody who took part; ``text`` is their office. Known by office alone where no source names them."""

    class Side(models.TextChoices):
        DELEGATION = "delegation", _("delegation")
        UNIT = "unit", _("of the units visited")

    name = models.CharField(_("full name"), max_length=200, blank=True)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices, default=Side.DELEGATION)


class Visit(Entry):
    """A unit worked with, a site seen, or a head office inspected; ``text`` is its name."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("unit worked with")
        SITE = "site", _("site visit")
        HEAD_OFFICE = "head_office", _("inspection of a head office")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    unit = organisation("session_visits", null=True, blank=True, verbose_name=_("unit"))
    on = models.DateField(_("day"), null=True, blank=True)
    housed_vi = models.CharField(_("bodies housed there"), max_length=500, blank=True)
    findings_vi = models.TextField(_("findings (Vietnamese)"), max_length=4000, blank=True)
    findings_en = models.TextField(_("findings (English)"), max_length=4000, blank=True)

    @property
    def findings(self) -> Text:
        return Text(self.findings_vi, self.findings_en or self.findings_vi)


class Photo(Filed):
    """A picture taken on a visit."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    caption = models.CharField(_("what it shows"), max_length=300)
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("visit", "sha256"), name="photo_once"),)


class Difficulty(Entry):
    """What a unit says is difficult."""

    unit = organisation("difficulties", verbose_name=_("unit"))
    category = models.CharField(_("field"), max_length=12, choices=Category.choices)


class Instruction(Entry):
    """What the head of the session told a body to do."""

    class State(models.TextChoices):
        OPEN = "open", _("to be done")
        REPORTED = "reported", _("reported as done")
        CONFIRMED = "confirmed", _("confirmed")

    to = organisation("instructions", verbose_name=_("to"))
    due = models.DateField(_("due"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reported_by = person(null=True, blank=True)
    note = models.TextField(blank=True)


def nobody(*_: object) -> bool:
    return False


def _edge(verb: str, conditions: list[Any] | None = None) -> Any:
    sources = [move.source for move in MOVES if move.verb == verb]
    target = next(move.target for move in MOVES if move.verb == verb)
    # Who may is asked at the door; the machine itself grants nobody anything.
    return transition(field="state", source=sources, target=target, permission=nobody, conditions=conditions or [])


def follow_ups_are_settled(recommendation: Recommendation) -> bool:
    """What was promised with the answer is done, or dropped with a reason."""
    return not recommendation.follow_ups.filter(removed=False, state__in=FollowUp.UNSETTLED).exists()


class Recommendation(FSMModelMixin, Entry):
    """What a unit asks for, who has to answer it until when, and where it stands."""

    unit = organisation("recommendations", verbose_name=_("raised by"))
    category = models.CharField(_("field"), max_length=12, choices=Category.choices)
    project = models.CharField(_("project or place"), max_length=200, blank=True)
    difficulty = models.ForeignKey(
        Difficulty, models.PROTECT, null=True, blank=True, related_name="recommendations", verbose_name=_("difficulty")
    )
    lead = organisation("recommendations_led", null=True, blank=True, verbose_name=_("lead body"))
    coordinating: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.WORKFLOWS_ORGANISATION_MODEL,
        related_name="recommendations_coordinated",
        blank=True,
        verbose_name=_("coordinating bodies"),
    )
    due = models.DateField(_("due"), null=True, blank=True)
    state = FSMField(_("state"), choices=State.choices, default=State.RAISED, protected=True)
    higher = models.CharField(_("higher level"), max_length=200, blank=True)
    answered_by = person(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Entry.Meta):
        indexes = (models.Index(fields=("state", "due"), name="recommendation_due"),)

    # Each transition guards; saving and writing it down is the door's.

    @_edge("assign")
    def assign(self) -> None:
        """A lead body owes an answer until a day."""

    @_edge("escalate")
    def escalate(self) -> None:
        """It is beyond the province: put to a higher level."""

    @_edge("answer")
    def answer(self) -> None:
        """The lead body has answered."""

    @_edge("send_back")
    def send_back(self) -> None:
        """The answer does not do: it is owed again."""

    @_edge("verify")
    def verify(self) -> None:
        """Somebody else has looked: what was answered is so."""

    @_edge("close", [follow_ups_are_settled])
    def close(self) -> None:
        """Nothing is left to do."""


class Answer(Told):
    """What a body said to a recommendation. Never changed."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer")
        CONTRIBUTION = "contribution", _("contribution")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    body = organisation("answers")
    office = models.CharField(max_length=200)
    paper = models.CharField(_("paper, if any"), max_length=80, blank=True)
    given_by = person()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class FollowUp(Entry):
    """What is done about it: people sent, vehicles, the roadmap of head offices, an investment, a survey."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("reinforcement of staff")
        VEHICLES = "vehicles", _("vehicles")
        HEAD_OFFICE = "head_office", _("roadmap of head offices")
        INVESTMENT = "investment", _("investment item")
        SURVEY = "survey", _("survey or study")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DOING = "doing", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    UNSETTLED = (State.PLANNED, State.DOING)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("recommendation"),
    )
    unit = organisation("follow_ups_for", verbose_name=_("for"))
    by = organisation("follow_ups", verbose_name=_("carried out by"))
    quantity = models.PositiveIntegerField(_("people, vehicles, places or km"), null=True, blank=True)
    amount = models.PositiveBigIntegerField(_("amount (VND)"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    details = models.CharField(_("post, model, stage or source of funds"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    why = models.CharField(_("why it is dropped"), max_length=500, blank=True)

    class Meta(Entry.Meta):
        constraints = (  # type: ignore[assignment]
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="follow_up_dates",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(why=""), name="dropped_with_a_reason"),
        )


class ReportCall(Entry):
    """A report asked of every unit of the session, by a template, until a day; ``text`` is its title."""

    template = models.SlugField(max_length=40)
    due = models.DateField(_("due"))


class Report(models.Model):
    """One unit's report: for each line of the template target, result, day and note."""

    call = models.ForeignKey(ReportCall, models.PROTECT, related_name="reports")
    unit = organisation("reports")
    values = models.JSONField(default=dict, help_text="By line: target, result (numbers as text), on, note.")
    version = models.PositiveIntegerField(default=1)
    sample = models.BooleanField(default=False)
    handed_in_by = person(null=True)
    handed_in_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call", "unit"), name="report_once"),)
