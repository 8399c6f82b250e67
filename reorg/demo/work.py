"""The plans of work of the demonstration, each on its dossier once."""

from __future__ import annotations

from django.db import transaction

from reorg.demo.kim_son import ARRANGEMENT
from reorg.demo.walk import COMMUNES, PROVINCE
from reorg.people.models import User
from reorg.workplan.demo import communes, hai_phong, kim_son
from workflows.models import Dossier

PLANS = ((PROVINCE, hai_phong), (COMMUNES, communes), (ARRANGEMENT, kim_son))


@transaction.atomic
def plans_of_work(people: dict[str, User]) -> None:
    """Goals, tasks and risks beside the merger, its communes and Kim Sơn; safe to run again."""
    for code, make in PLANS:
        dossier = Dossier.objects.get(code=code)
        if not dossier.work_tasks.exists():
            make(dossier, people)
