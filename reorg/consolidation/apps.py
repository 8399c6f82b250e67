from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    name = "reorg.consolidation"
    label = "consolidation"
    verbose_name = "Consolidation of agencies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.consolidation import verbs  # noqa: F401 - declares the verbs of the trail
