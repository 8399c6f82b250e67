"""What is sent: that something happened, where to read it, and a signature after the Standard Webhooks specification.

Nothing of a dossier's content goes out, no name and no reason: whoever receives it reads the rest by their own rights.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from reorg.webhooks.models import Webhook
from workflows.models import Event
from workflows.trail.canonical import stamp


def secret_of(webhook: Webhook) -> str:
    """What sender and receiver share: ``whsec_`` and 32 bytes in base64."""
    key = hmac.new(settings.SECRET_KEY.encode(), f"webhook:{webhook.salt}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(key).decode()


def message_of(event: Event) -> tuple[str, dict[str, Any]]:
    """The id of the message, the same at every try, and what it says."""
    code = event.dossier.code
    return f"{code}:{event.seq}", {
        "type": event.verb,
        "timestamp": stamp(event.at),
        "data": {
            "dossier": code,
            "seq": event.seq,
            "hash": event.hash,
            "phase": event.dossier.phase,
            "url": settings.SITE_URL + reverse("dossier", args=[code]),
        },
    }


def signed(webhook: Webhook, name: str, said: dict[str, Any], now: datetime) -> tuple[bytes, dict[str, str]]:
    """Body and headers of one try."""
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    moment = int(now.timestamp())
    return body, {
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(secret_of(webhook), name, moment, body),
        "User-Agent": "Reorg",
    }


def signature(secret: str, name: str, moment: int, body: bytes) -> str:
    """``v1,`` and HMAC-SHA256 in base64 over id, time in seconds and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()
