"""Whether units fit the planning, and how they fare afterwards: said once, never changed and never removed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = ("reviews_conformity", "reviews_evaluation", "reviews_mark")
FORWARDS = "".join(
    f"""
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION workflows_refuse();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION workflows_refuse();
"""
    for table in TABLES
)
BACKWARDS = "".join(f"DROP TRIGGER stays ON {table}; DROP TRIGGER not_emptied ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0002_guards"),
        ("workflows", "0006_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WORKFLOWS_ORGANISATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tinh", "tỉnh"),
                            ("thanh_pho_tw", "thành phố trực thuộc trung ương"),
                            ("thanh_pho", "thành phố"),
                            ("thi_xa", "thị xã"),
                            ("quan", "quận"),
                            ("huyen", "huyện"),
                            ("xa", "xã"),
                            ("phuong", "phường"),
                            ("thi_tran", "thị trấn"),
                            ("dac_khu", "đặc khu"),
                        ],
                        max_length=16,
                    ),
                ),
                ("unit_name", models.CharField(blank=True, max_length=120)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("sample", models.BooleanField(default=False, verbose_name="sample")),
                ("said_at", models.DateTimeField()),
                ("months", models.PositiveSmallIntegerField(verbose_name="months of operation")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.WORKFLOWS_ORGANISATION_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="reviews.evaluation",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluations", to="workflows.dossier"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "criterion",
                    models.CharField(
                        choices=[
                            ("space", "Space for development"),
                            ("apparatus", "Apparatus"),
                            ("security", "Security and order"),
                            ("life", "Life of the people"),
                        ],
                        max_length=10,
                    ),
                ),
                ("mark", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=2000)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="reviews.evaluation"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Conformity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tinh", "tỉnh"),
                            ("thanh_pho_tw", "thành phố trực thuộc trung ương"),
                            ("thanh_pho", "thành phố"),
                            ("thi_xa", "thị xã"),
                            ("quan", "quận"),
                            ("huyen", "huyện"),
                            ("xa", "xã"),
                            ("phuong", "phường"),
                            ("thi_tran", "thị trấn"),
                            ("dac_khu", "đặc khu"),
                        ],
                        max_length=16,
                    ),
                ),
                ("unit_name", models.CharField(blank=True, max_length=120)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("sample", models.BooleanField(default=False, verbose_name="sample")),
                ("said_at", models.DateTimeField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "National planning"),
                            ("general", "Planning of the province or city"),
                            ("town-country", "Urban and rural planning"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("conforms", "conforms"),
                            ("adjust", "adjustment needed"),
                            ("uncovered", "not covered"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="what has to be adjusted")),
                ("symbol", models.CharField(blank=True, max_length=60, verbose_name="number and symbol")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date of the document")),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                (
                    "shape",
                    models.CharField(help_text="Digest of what the plan said of the unit at that time.", max_length=64),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.WORKFLOWS_ORGANISATION_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conformities", to="workflows.dossier"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["dossier", "level"], name="conformity_by_level")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unit_kind", ""), ("unit_name", "")),
                            models.Q(
                                models.Q(("unit_name", ""), _negated=True),
                                (
                                    "unit_kind__in",
                                    [
                                        "tinh",
                                        "thanh_pho_tw",
                                        "thanh_pho",
                                        "thi_xa",
                                        "quan",
                                        "huyen",
                                        "xa",
                                        "phuong",
                                        "thi_tran",
                                        "dac_khu",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="conformity_whole_or_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "adjust"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="conformity_adjustment_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "uncovered"),
                            models.Q(
                                models.Q(("symbol", ""), _negated=True),
                                models.Q(("issuer", ""), _negated=True),
                                ("issued_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="conformity_cites_a_document",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("dossier", "unit_kind", "unit_name", "months", "body"),
                name="evaluated_once_then_corrected",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit_kind", ""), ("unit_name", "")),
                    models.Q(
                        models.Q(("unit_name", ""), _negated=True),
                        (
                            "unit_kind__in",
                            [
                                "tinh",
                                "thanh_pho_tw",
                                "thanh_pho",
                                "thi_xa",
                                "quan",
                                "huyen",
                                "xa",
                                "phuong",
                                "thi_tran",
                                "dac_khu",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="evaluation_whole_or_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="evaluation_corrected_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(fields=("evaluation", "criterion"), name="criterion_marked_once"),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(("mark__range", (1, 5))), name="mark_from_one_to_five"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="mark_has_grounds"),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
