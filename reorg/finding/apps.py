from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "reorg.finding"
    label = "finding"
    verbose_name = "Finding"
    default_auto_field = "django.db.models.BigAutoField"
