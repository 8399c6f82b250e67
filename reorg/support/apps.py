from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "reorg.support"
    label = "support"
    verbose_name = "Support between units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.support import verbs  # noqa: F401 - declares the verbs of the trail
