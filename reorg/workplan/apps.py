from django.apps import AppConfig


class WorkplanConfig(AppConfig):
    name = "reorg.workplan"
    verbose_name = "Plans of work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.workplan import verbs  # noqa: F401 - declares the verbs of the trail
