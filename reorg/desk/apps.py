from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "reorg.desk"
    label = "desk"
    verbose_name = "Desk and signing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.desk import verbs  # noqa: F401 - declares the verbs of the trail
