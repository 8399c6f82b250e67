"""What the engine tells whoever listens. The engine knows no mail, no keys and no pages; those who do connect here.

``decided`` is sent inside the door, in the transaction, once a decision is written: a receiver that raises undoes it.
``late`` is sent inside the door as well, when a step has come near its deadline or past it.
``erased`` likewise, once the removal of a file's content is written down.
``ordered`` is sent in the transaction in which a day was ordered otherwise.
``asked`` is sent after commit: a receiver that fails is logged and undoes nothing.
"""

from django.dispatch import Signal

late = Signal()  # sender: the flow; task, level (``workflows.clock.Level``), people (pairs: assignment, person), case
decided = Signal()  # sender: the flow; decision, step, case
ordered = Signal()  # sender: CalendarDay; order
asked = Signal()  # sender: the flow; dossier (id), tasks (ids of steps that were opened)
erased = Signal()  # sender: the flow; case, erasures
