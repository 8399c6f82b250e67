from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reorg.reviews"
    label = "reviews"
    verbose_name = "Reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.reviews import verbs  # noqa: F401 - declares the verbs of the trail
