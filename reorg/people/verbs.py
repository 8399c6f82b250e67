"""What the trail of a dossier says when an office that is asked something changes hands."""

from workflows.trail.verbs import declare

declare(
    "office.handed_over",
    vi="bàn giao {office}, {organisation} từ {giver} cho {receiver}",
    en="handed the office {office}, {organisation} over from {giver} to {receiver}",
    facts="steps basis",
)
