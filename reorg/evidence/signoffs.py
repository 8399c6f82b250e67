"""Each sign-off is signed in the moment it is given, in its own transaction."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from reorg.evidence import keys
from reorg.evidence.models import SignOffSignature
from workflows.models import Decision, Dossier
from workflows.trail.canonical import canonical, stamp


def record_of(decision: Decision, step: str, code: str) -> str:
    """What is signed: who decided what about which content, in which words."""
    return canonical(
        {
            "v": 1,
            "dossier": code,
            "decision": decision.pk,
            "outcome": decision.outcome,
            "step": step,
            "digest": decision.digest,
            "statement": decision.statement,
            "reason": decision.reason,
            "signer": {
                "id": decision.signer_id,
                "name": decision.signer_name or decision.signer.get_username(),
                "office": decision.office_title,
                "organisation": decision.organisation_name,
                "authority": decision.authority,
            },
            "confirmed_by": decision.confirmed_by,
            "at": stamp(decision.at),
        }
    )


def sign_decision(sender: Any, *, decision: Decision, step: str, case: Any, **_: Any) -> None:
    """Sign what was decided, by the service and by the signer's own key; nothing when there are no keys.

    A key that is there and cannot be used stops the sign-off, with the reason.
    """
    signers = keys.for_sign_off(decision.signer)
    if not signers:
        return
    record = record_of(decision, step, case.dossier.code)
    SignOffSignature.objects.bulk_create(
        SignOffSignature(
            decision=decision, key=key, record=record, signature=b64encode(signer.sign(record.encode())).decode()
        )
        for key, signer in signers
    )


def signed_records(dossier: Dossier) -> Iterator[tuple[int, str, list[SignOffSignature]]]:
    """Of every sign-off its number, record and signatures; one given before there were keys has no signatures."""
    decisions = dossier.decisions.select_related("task", "item", "snapshot").defer("snapshot__content")
    for decision in decisions.order_by("at", "id").prefetch_related("signatures"):
        signatures = list(decision.signatures.all())
        if signatures:
            yield decision.pk, signatures[0].record, signatures
        else:
            yield decision.pk, record_of(decision, _step(decision), dossier.code), []


def _step(decision: Decision) -> str:
    """A step of the procedure, or the item that was waived: every decision is about one of them."""
    if decision.task:
        return decision.task.step
    assert decision.item is not None
    return f"item:{decision.item.code}"
