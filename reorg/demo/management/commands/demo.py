"""Load the demonstration: reference data, units, the cast, and the real case walked to implementation."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from reorg.administration.demo import ADMINISTRATORS, SYSTEM, demo_administration
from reorg.demo import agencies, alike, keeping, lang_son, political_report, support, walk
from reorg.demo.cast import CAST, KIM_SON_CAST, load_cast
from reorg.demo.factors import give_apps, kept_secrets
from reorg.demo.kim_son import ARRANGEMENT, SCREENED, arrangement_of_2025, screening_of_2023
from reorg.demo.work import plans_of_work
from reorg.guidance.demo import demo_guidance
from reorg.papers.evidence import signed_trail
from reorg.people.models import User
from reorg.rulebooks.demo import demo_rules
from workflows.models import Dossier

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Loads the demonstration of the Hải Dương – Hải Phòng merger. Safe to repeat; a second run is quick."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_reference", verbosity=0)
        call_command("make_keys", if_missing=True, stdout=StringIO())  # before anybody signs
        if not Dossier.objects.filter(code=walk.PROVINCE).exists():
            self.tell("Units: 63 old and 34 new provinces, 10,000 old and 3,321 new communes …")
            call_command("load_units", quiet=True)
        password = kept_password(settings.VAR_DIR / "demo-password")
        people = load_cast(password) | support.load_people(password)
        for leader in ("binh", "cuc"):  # the two chairmen sign with keys of their own
            call_command("make_keys", username=leader, if_missing=True, stdout=StringIO())
        merger = self.once(
            walk.PROVINCE, "The merger of Hải Dương into Hải Phòng", lambda: walk.province_merger(people)
        )
        self.once(walk.COMMUNES, "Its communes, into 114 units", lambda: walk.commune_arrangement(people, merger))
        self.once(
            walk.AGENCY, "A dossier that waits for two leaders", lambda: walk.agency_consolidation(people, merger)
        )
        self.once(alike.FINANCE, "Another, alike", lambda: alike.finance(people, merger))
        self.once(alike.CONSTRUCTION, "One that was returned once", lambda: alike.construction(people, merger))
        self.once(agencies.SCHEME, "The departments: 24 into 12", lambda: agencies.agency_scheme(people, merger))
        district = load_cast(password, KIM_SON_CAST)
        self.once(SCREENED, "Kim Sơn, 2023-2025: screened, exempt", lambda: screening_of_2023(district))
        self.once(ARRANGEMENT, "Kim Sơn, 2025: 23 units into eight", lambda: arrangement_of_2025(district))
        self.once(lang_son.CODE, "A working session with seven communes", lambda: lang_son.session(password))
        self.once(
            political_report.CODE,
            "A report drafted and consulted on",
            lambda: political_report.political_report(password),
        )
        self.once(support.TWINNING, "Twinning in Đà Nẵng", lambda: support.twinning(people))
        self.once(support.ASSIGNMENT, "Support for Điện Biên Đông", lambda: support.assignment(people))
        self.once(keeping.ENDED, "A dossier that has ended and is frozen", lambda: keeping.ended_dossier(people))
        plans_of_work(people | district)
        demo_administration(password)
        demo_rules()
        demo_guidance(User.objects.get(username=SYSTEM), people["anh"])
        give_apps(kept_secrets(settings.VAR_DIR / "demo-totp"))
        papers = [self.trail(merger, language) for language in ("vi", "en")]
        self.summary(password, papers)

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def once(self, code: str, what: str, make: Callable[[], Dossier]) -> Dossier:
        found = Dossier.objects.filter(code=code).first()
        if found is None:
            self.tell(f"{what} ({code}) …")
            make()
        return Dossier.objects.select_related("procedure", "programme", "lead").get(code=code)

    def trail(self, dossier: Dossier, language: Any) -> Path:
        """The trail as PDF, made once for each head."""
        path: Path = settings.VAR_DIR / "demo" / f"{dossier.code}-{language}-{dossier.head_hash[:8]}.pdf"
        if not path.exists():
            self.tell(f"Its trail as PDF ({language}) …")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(signed_trail(dossier, language))
        return path

    def summary(self, password: str, papers: list[Path]) -> None:
        self.tell("")
        self.tell("Dossiers:")
        for dossier in Dossier.objects.filter(
            code__in=(
                *(walk.PROVINCE, walk.COMMUNES, walk.AGENCY, agencies.SCHEME, SCREENED, ARRANGEMENT),
                *(alike.FINANCE, alike.CONSTRUCTION),
                *(keeping.ENDED, political_report.CODE, lang_son.CODE, support.TWINNING, support.ASSIGNMENT),
            )
        ).order_by("code"):
            self.tell(
                f"  {dossier.code}  {dossier.get_phase_display()}  {dossier.title_vi}  ({dossier.head_seq} events)"
            )
        self.tell("Trail of the merger:")
        for path in papers:
            self.tell(f"  {os.path.relpath(path, settings.BASE_DIR)}")
        self.tell("Its signatures lead to this certificate:")
        self.tell(f"  {os.path.relpath(settings.KEYS_DIR / 'root.crt', settings.BASE_DIR)}")
        apps = kept_secrets(settings.VAR_DIR / "demo-totp")
        self.tell(f"People (all with the password {password}; leaders with a secret for an authenticator app):")
        for person in (*CAST, *KIM_SON_CAST, *political_report.EDITORS, *lang_son.LANG_SON, *support.CAST):
            self.tell(f"  {person.username:12} {person.name:24} {person.does.vi} / {person.does.en}")
            if person.username in apps:
                self.tell(f"  {'':12} {apps[person.username]}")
        for username, name, does in ADMINISTRATORS:
            self.tell(f"  {username:12} {name:24} {does.vi} / {does.en}")
        self.tell("Without an app: manage.py demo_code binh tells the code that Bình's would show now.")


def kept_password(path: Path) -> str:
    """The demonstration's password: made up at the first run, kept readable for its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)))
    return path.read_text().strip()
