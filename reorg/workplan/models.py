"""The plan of work of a dossier: goals, targets, tasks, groups, risks. Changed only through this app's actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from reorg.workplan.states import MOVES, OPEN, State
from workflows.models import Dossier
from workflows.models.fields import organisation, person
from workflows.text import Text

GRADES = (MinValueValidator(1), MaxValueValidator(5))


class Told(models.Model):
    """Words that somebody wrote in Vietnamese, perhaps in English too."""

    text_vi = models.TextField(_("text (Vietnamese)"), max_length=2000)
    text_en = models.TextField(_("text (English)"), max_length=2000, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.text)

    @property
    def text(self) -> Text:
        return Text(self.text_vi, self.text_en or self.text_vi)


class Entry(Told):
    """One numbered entry of a plan. An entry taken out keeps its number and stays in the trail."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="work_%(class)ss")
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
        constraints = (models.UniqueConstraint(fields=("dossier", "no"), name="work_%(class)s_number_once"),)


def basis(**options: Any) -> models.CharField[Any, Any]:
    """Number and symbol of the paper something rests on; where the dossier has this paper, pages lead to it."""
    return models.CharField(
        _("on the basis of"),
        max_length=120,
        help_text=_("Number and symbol of the resolution, decision or plan."),
        **options,
    )


class Goal(Entry):
    """What the arrangement is to bring about, and until when."""

    class Horizon(models.TextChoices):
        SHORT = "short", _("short term")
        MEDIUM = "medium", _("medium term")
        LONG = "long", _("long term")

    horizon = models.CharField(_("horizon"), max_length=8, choices=Horizon.choices)
    year = models.PositiveSmallIntegerField(
        _("by the end of the year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    basis = basis()

    class Meta(Entry.Meta):
        ordering = ("year", "no")  # type: ignore[assignment]
        constraints = (  # type: ignore[assignment]
            *Entry.Meta.constraints,
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="work_goal_year"),
        )


class Target(Entry):
    """A figure that a goal is measured by; ``text`` is the indicator."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="targets", verbose_name=_("goal"))
    unit = models.CharField(_("unit of measurement"), max_length=40)
    base = models.DecimalField(
        _("value at the beginning, if known"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    value = models.DecimalField(_("target"), max_digits=14, decimal_places=4)
    by = models.DateField(_("to be reached by"))
    basis = basis()
    body = organisation("work_targets", verbose_name=_("body that measures it"))

    @property
    def falls(self) -> bool:
        """Whether less is better: the target lies below the beginning."""
        return self.base is not None and self.value < self.base

    def reached_by(self, value: Decimal) -> bool:
        return value <= self.value if self.falls else value >= self.value

    def share(self, value: Decimal) -> Decimal:
        """How much of the way is done, from 0 to 1; cut, never rounded up to the whole."""
        start = self.base or Decimal(0)
        if start == self.value:
            return Decimal(1) if self.reached_by(value) else Decimal(0)
        return min(max((value - start) / (self.value - start), Decimal(0)), Decimal(1))


class Reading(models.Model):
    """What was measured on a day. Never changed: a later reading of the same day stands in its place."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="readings")
    value = models.DecimalField(max_digits=14, decimal_places=4)
    on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    sample = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    body = organisation("work_readings")
    given_by = person()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")


class Group(Entry):
    """A working group: its head and members hold offices in bodies that take part; ``text`` is its name."""

    basis = basis()
    head = models.ForeignKey(
        settings.WORKFLOWS_OFFICE_MODEL,
        models.PROTECT,
        related_name="work_groups_headed",
        verbose_name=pgettext_lazy("working group", "head"),
    )
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.WORKFLOWS_OFFICE_MODEL, related_name="work_groups", blank=True, verbose_name=_("members")
    )


def nobody(*_: object) -> bool:
    return False


def _edge(verb: str) -> Any:
    sources = [move.source for move in MOVES if move.verb == verb]
    target = next(move.target for move in MOVES if move.verb == verb)
    # Who may is asked at the door; the machine itself grants nobody anything.
    return transition(field="state", source=sources, target=target, permission=nobody)


class Task(FSMModelMixin, Entry):
    """What a body is to do until a day. With two lead bodies both report before it is done."""

    class Kind(models.TextChoices):
        TASK = "task", _("task")
        SCHEME = "scheme", _("scheme")
        SURVEY = "survey", _("survey")
        COMMUNICATION = "communication", _("communication")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.TASK)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    scope = models.CharField(
        _("whom or what it covers"),
        max_length=300,
        blank=True,
        help_text=_("For a survey: who is asked, where, how many. For communication: whom it is meant for."),
    )
    place_vi = models.CharField(max_length=200, blank=True, help_text="The new unit this part is for.")
    place_en = models.CharField(max_length=200, blank=True)
    lead = organisation("work_tasks", verbose_name=_("lead body"))
    second = organisation(
        "work_tasks_shared",
        null=True,
        blank=True,
        verbose_name=_("second lead body"),
        help_text=_("Where both sides lead, each of them reports."),
    )
    coordinating: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.WORKFLOWS_ORGANISATION_MODEL,
        related_name="work_tasks_coordinated",
        blank=True,
        verbose_name=_("coordinating bodies"),
    )
    responsible = models.ForeignKey(
        settings.WORKFLOWS_OFFICE_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_tasks",
        verbose_name=_("responsible person"),
    )
    due = models.DateField(_("due"))
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("serves the goal")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("working group")
    )
    basis = basis(blank=True)
    state = FSMField(_("state"), choices=State.choices, default=State.GIVEN, protected=True)
    round = models.PositiveSmallIntegerField(default=1, help_text="Counts how often it was given or returned.")
    returns = models.PositiveSmallIntegerField(default=0)
    reported_on = models.DateField(null=True, blank=True, help_text="The day the last lead body reported.")

    class Meta(Entry.Meta):
        indexes = (models.Index(fields=("dossier", "state", "due"), name="work_task_due"),)
        constraints = (  # type: ignore[assignment]
            *Entry.Meta.constraints,
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("lead")), name="work_task_two_sides"),
            models.CheckConstraint(
                condition=Q(state=State.GIVEN) | Q(responsible__isnull=False), name="work_task_has_somebody"
            ),
            models.UniqueConstraint(
                fields=("parent", "place_vi"),
                condition=~Q(place_vi="") & Q(removed=False),
                name="work_task_once_for_a_unit",
            ),
        )

    @property
    def leads(self) -> list[Any]:
        return [self.lead, self.second] if self.second else [self.lead]

    @property
    def lead_ids(self) -> list[int]:
        return [pk for pk in (self.lead_id, self.second_id) if pk]

    @property
    def giver_id(self) -> int:
        """The body that gave it, and confirms it: whose part it is, or the lead of the dossier."""
        return self.parent.lead_id if self.parent else self.dossier.lead_id

    @property
    def giver(self) -> Any:
        return self.parent.lead if self.parent else self.dossier.lead

    def is_late(self, today: date) -> bool:
        return self.state in OPEN and self.due < today

    # Each transition guards; saving and writing it down is the door's.

    @_edge("accept")
    def accept(self) -> None:
        """The lead body takes it on and says who answers for it."""

    @_edge("report")
    def report(self) -> None:
        """Every lead body has reported it as done."""

    @_edge("confirm")
    def confirm(self) -> None:
        """Whoever gave it finds it done."""

    @_edge("send_back")
    def send_back(self) -> None:
        """It is not done as it should be."""

    @_edge("give_anew")
    def give_anew(self) -> None:
        """Another body leads it now."""


class Said(models.Model):
    """A report, a return or a confirmation of a task. Never changed."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        RETURN = "return", _("return")
        CONFIRMATION = "confirmation", _("confirmation")

    task = models.ForeignKey(Task, models.PROTECT, related_name="said")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    round = models.PositiveSmallIntegerField()
    body = organisation("work_said")
    office_vi = models.CharField(max_length=200)
    office_en = models.CharField(max_length=200)
    text = models.TextField(max_length=4000, blank=True)
    paper = models.CharField(max_length=120, blank=True)
    given_by = person()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("task", "round", "body"), condition=Q(kind="report"), name="work_one_report_each"
            ),
        )

    @property
    def office(self) -> Text:
        return Text(self.office_vi, self.office_en)


class Communication(Entry):
    """One line of the log of a communication task: what was told to whom; ``text`` is the content."""

    class Channel(models.TextChoices):
        MEETING = "meeting", _("meeting, conference")
        HOUSEHOLDS = "households", _("visits to households")
        LOUDSPEAKER = "loudspeaker", _("local radio, loudspeakers")
        PRESS = "press", _("press, television")
        ONLINE = "online", _("portal, social networks")
        PRINT = "print", _("leaflets, posters")

    task = models.ForeignKey(Task, models.PROTECT, related_name="communications", verbose_name=_("task"))
    on = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    audience = models.CharField(_("audience"), max_length=200)
    reach = models.PositiveIntegerField(_("people reached, if counted"), null=True, blank=True)
    evidence = models.CharField(
        _("evidence"), max_length=300, help_text=_("Number of the report or minutes, or the address of the page.")
    )


class Risk(Entry):
    """What may go wrong, how likely and how bad it would be, and what is done about it."""

    class Field(models.TextChoices):
        SECURITY = "security", _("security and order")
        PEOPLE = "people", _("life of the people")
        STAFF = "staff", _("staff")
        FINANCE = "finance", _("finance, assets")
        SERVICES = "services", _("public services")
        RECORDS = "records", _("records, data")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("risk", "open")
        TREATED = "treated", _("being treated")
        OCCURRED = "occurred", _("has occurred")
        CLOSED = "closed", _("closed")

    field = models.CharField(_("field"), max_length=10, choices=Field.choices)
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), validators=GRADES, help_text=_("1: hardly – 5: almost certain.")
    )
    consequence = models.PositiveSmallIntegerField(
        _("consequence"), validators=GRADES, help_text=_("1: slight – 5: grave.")
    )
    measure_vi = models.TextField(_("measure (Vietnamese)"), max_length=2000)
    measure_en = models.TextField(_("measure (English)"), max_length=2000, blank=True)
    owner = organisation("work_risks", verbose_name=_("answered for by"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)

    class Meta(Entry.Meta):
        constraints = (  # type: ignore[assignment]
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), consequence__range=(1, 5)), name="work_risk_grades"
            ),
        )

    @property
    def score(self) -> int:
        return self.likelihood * self.consequence

    @property
    def tone(self) -> str:
        return tone_of(self.score)

    @property
    def measure(self) -> str:
        english = (get_language() or "vi").startswith("en")
        return self.measure_en if english and self.measure_en else self.measure_vi


def tone_of(score: int) -> str:
    """``high`` from 15, ``medium`` from 8, else ``low``: the usual bands of a table of five by five."""
    return "high" if score >= 15 else "medium" if score >= 8 else "low"


class Resource(Entry):
    """What the work needs and how much of it is there."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people")
        MONEY = "money", _("money")
        PREMISES = "premises", _("premises")
        EQUIPMENT = "equipment", _("equipment")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    unit = models.CharField(_("unit of measurement"), max_length=40)
    needed = models.DecimalField(_("needed"), max_digits=14, decimal_places=2)
    ready = models.DecimalField(_("there already"), max_digits=14, decimal_places=2, default=0)
    owner = organisation("work_resources", verbose_name=_("provided by"))
    by = models.DateField(_("needed by"), null=True, blank=True)
    basis = basis(blank=True)

    @property
    def gap(self) -> Decimal:
        return max(self.needed - self.ready, Decimal(0))
