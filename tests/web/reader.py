"""Reading and filling in the dossier's pages as somebody of the cast."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reorg.people.models import User
from tests.cast import PASSWORD, PDF, asked
from workflows.models import Dossier

__all__ = ["PASSWORD", "as_", "fields_of", "pdf", "step_url", "words"]


def as_(user: User, language: str = "en") -> Client:
    """A browser in which this person is signed in and reads this language."""
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def words(answer: Any) -> str:
    """What a page says, without its tags."""
    html = answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def fields_of(answer: Any, action: str = "") -> dict[str, str]:
    """The hidden fields of a form (the one that posts to ``action``), to be sent back as a browser does."""
    html = answer.content.decode()
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", html, re.DOTALL)
    wanted = next(form for form in forms if (f'action="{action}"' in form if action else 'name="shown"' in form))
    pairs = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', wanted)
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def step_url(dossier: Dossier, user: User) -> str:
    return f"/steps/{asked(dossier, user).pk}/"


def pdf(name: str = "paper.pdf", text: str = "a") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + text.encode(), content_type="application/pdf")
