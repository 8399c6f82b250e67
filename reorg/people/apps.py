from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "reorg.people"
    label = "people"
    verbose_name = "People and organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.people import verbs  # noqa: F401 - declares the verbs of the trail
