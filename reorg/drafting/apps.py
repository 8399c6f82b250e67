from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "reorg.drafting"
    label = "drafting"
    verbose_name = "Drafting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.drafting import verbs  # noqa: F401 - declares the verbs of the trail
