from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Retention, archive packages, and dossiers archived elsewhere."""

    name = "reorg.archive"
    label = "archive"
    verbose_name = "Archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.archive import verbs  # noqa: F401 - declares the verbs of the trail
        from reorg.archive.packaging import forget_packages
        from workflows.signals import erased

        erased.connect(forget_packages, dispatch_uid="reorg.archive.erased")
