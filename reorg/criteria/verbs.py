"""What the trail says about the screening a dossier was started with."""

from workflows.trail.verbs import declare

declare(
    "screening.taken_up",
    vi="lập hồ sơ từ kết quả rà soát “{screening}” theo {regime}: {units} đơn vị, {candidates} thuộc diện sắp xếp",
    en="started it from the screening “{screening}” under {regime}: {units} units, {candidates} to be arranged",
    facts="code exempt not_subject data_missing verdicts digest",
)
