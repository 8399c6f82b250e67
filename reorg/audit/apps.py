from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "reorg.audit"
    label = "audit"
    verbose_name = "Audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.audit.telling import leave_for_worker
        from reorg.papers.bundles import finished

        finished.connect(leave_for_worker, dispatch_uid="audit.bundle_finished")
