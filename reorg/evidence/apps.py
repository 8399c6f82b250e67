from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Keys, signatures and seals. Listens to the engine, which knows nothing of it."""

    name = "reorg.evidence"
    label = "evidence"
    verbose_name = "Evidence"

    def ready(self) -> None:
        from reorg.evidence.signoffs import sign_decision
        from workflows.signals import decided

        decided.connect(sign_decision, dispatch_uid="reorg.evidence.sign")
