from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "reorg.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.webhooks import verbs  # noqa: F401 - declares the verbs of the system's trail
