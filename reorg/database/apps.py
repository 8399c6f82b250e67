from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class DatabaseConfig(AppConfig):
    """The connection, not the tables: starts the embedded server, keeps the application's role modest."""

    name = "reorg.database"
    label = "database"

    def ready(self) -> None:
        if settings.EMBEDDED_DATABASE:
            from reorg.database import embedded

            embedded.start(settings.EMBEDDED_DATABASE, durable=getattr(settings, "EMBEDDED_DATABASE_DURABLE", True))
        post_migrate.connect(grant_after_migrating, sender=self)


def grant_after_migrating(**kwargs: Any) -> None:
    """A flush sends the same signal, without a plan, and creates no tables."""
    if "plan" in kwargs and settings.DATABASE_APPLICATION_ROLE:
        from reorg.database.role import grant

        grant(settings.DATABASE_APPLICATION_ROLE, using=kwargs["using"])
