from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "reorg.units"
    label = "units"
    verbose_name = "Administrative units"
    default_auto_field = "django.db.models.BigAutoField"
