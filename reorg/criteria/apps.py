from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "reorg.criteria"
    label = "criteria"
    verbose_name = "Criteria"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.criteria import verbs  # noqa: F401 - declares the verbs of the trail
