"""Register a certificate that another authority issued."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography import x509
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from reorg.evidence import certificates, keys, signers
from reorg.evidence.models import Key
from workflows.errors import Refused


class Command(BaseCommand):
    help = "Registers a certificate of another authority; its key, or the way to it, lies in the keys' folder already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("certificate", type=Path, help="PEM: the certificate, and behind it those above it.")
        parser.add_argument("--for", dest="username", metavar="USERNAME", help="Whose key it is, for a signer's.")

    def handle(self, *args: Any, certificate: Path, username: str | None, **options: Any) -> None:
        try:
            own, *above = x509.load_pem_x509_certificates(certificate.read_bytes())
        except (OSError, ValueError) as error:
            raise CommandError(f"{certificate.name} holds no certificate: {error}") from error
        holder = get_user_model().objects.filter(username=username).first() if username else None
        use = certificates.use_of(own)
        if (use == Key.Use.SIGNER) != (holder is not None):
            raise CommandError(
                "A signer's certificate belongs to a person (--for), the service's and exports' to none."
            )
        try:
            with transaction.atomic():
                key = keys.register(own, use=use, holder=holder, issuers="".join(map(certificates.pem, above)))
                signer = signers.signer_in(keys.folder(), key.certificate)
                if signer is None:
                    raise CommandError(f"Neither {key.id}.key nor {key.id}.json lies in {keys.folder()}.")
                signer.sign(b"Reorg tries a key when it is registered.")
        except Refused as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(f"{key.get_use_display()}: {key.id}, valid to {key.valid_to:%Y-%m-%d}")
