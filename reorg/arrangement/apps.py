from django.apps import AppConfig


class ArrangementConfig(AppConfig):
    name = "reorg.arrangement"
    label = "arrangement"
    verbose_name = "Arrangement of units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.arrangement import verbs  # noqa: F401 - declares the verbs of the trail
