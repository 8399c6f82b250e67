from django.apps import AppConfig


class RulebooksConfig(AppConfig):
    name = "reorg.rulebooks"
    label = "rulebooks"
    verbose_name = "Rules in force"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.rulebooks import verbs  # noqa: F401 - declares the verbs of the system's trail
