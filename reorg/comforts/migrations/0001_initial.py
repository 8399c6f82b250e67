import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Taste",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="taste",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[("system", "as the system"), ("light", "light"), ("dark", "dark")],
                        default="system",
                        max_length=6,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HalfFilled",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(help_text="Path and query of the page with the form.", max_length=300)),
                (
                    "action",
                    models.CharField(help_text="Path the form is sent to; sending it there ends this.", max_length=300),
                ),
                ("form", models.CharField(help_text="Which of the page's forms.", max_length=60)),
                ("fields", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="half_filled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "action"], name="half_filled_action"),
                    models.Index(fields=["changed_at"], name="half_filled_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "page", "form"), name="half_filled_once"),
                ],
            },
        ),
    ]
