from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "reorg.notices"
    label = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from reorg.notices.telling import leave_for_worker
        from workflows.signals import asked

        asked.connect(leave_for_worker, dispatch_uid="notices.asked")
