"""What a verification says: a verdict, one sentence, and every check with where and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Language = Literal["vi", "en"]


class Verdict(StrEnum):
    """The words of EN 319 102-1."""

    PASSED = "TOTAL-PASSED"
    FAILED = "FAILED"
    INDETERMINATE = "INDETERMINATE"

    @property
    def exit_code(self) -> int:
        return (Verdict.PASSED, Verdict.FAILED, Verdict.INDETERMINATE).index(self)


class Result(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in both languages."""

    vi: str
    en: str

    def into(self, language: Language) -> str:
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    result: Result
    why: Said
    where: str = ""


CHECKS: dict[str, Said] = {
    "package": Said("Gói lưu trữ", "The archive package"),
    "manifest": Said("Chữ ký trên bản kê", "Signature over the manifest"),
    "files": Said("Tệp trong gói", "Files in the package"),
    "bound": Said("Gói và nhật ký khớp nhau", "The package fits its trail"),
    "file": Said("Tệp PDF", "The PDF file"),
    "attachments": Said("Tệp đính kèm", "Attachments"),
    "chain": Said("Chuỗi sự kiện", "Chain of events"),
    "head": Said("Sự kiện cuối", "Last event"),
    "keys": Said("Khóa và chứng thư", "Keys and certificates"),
    "pages": Said("Nội dung các trang", "What the pages show"),
    "seals": Said("Các lần niêm phong", "Seals"),
    "inclusion": Said("Hồ sơ trong niêm phong", "The dossier in its seal"),
    "sign_offs": Said("Ký duyệt", "Sign-offs"),
    "documents": Said("Danh mục văn bản", "List of documents"),
    "signature": Said("Chữ ký trên toàn tệp", "Signature over the whole file"),
    "timestamps": Said("Dấu thời gian", "Time-stamps"),
    "bundle": Said("Các tệp trong gói", "Files of the bundle"),
    "index": Said("Mục lục của gói", "Index of the bundle"),
}


@dataclass(frozen=True, slots=True)
class Report:
    verdict: Verdict
    sentence: Said
    checks: tuple[Check, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    """Read out of the file: dossier, events, head, signers. Only as good as the verdict."""

    def as_dict(self, language: Language | None = None) -> dict[str, Any]:
        def said(text: Said) -> Any:
            return text.into(language) if language else {"vi": text.vi, "en": text.en}

        checks = [
            {"check": c.name, "title": said(CHECKS[c.name]), "result": c.result.value, "where": c.where}
            | {"why": said(c.why)}
            for c in self.checks
        ]
        return {
            "verdict": self.verdict.value,
            "sentence": said(self.sentence),
            "facts": self.facts,
            "checks": checks,
        }


def verdict_of(checks: Iterable[Check]) -> Verdict:
    results = {check.result for check in checks}
    if Result.FAILED in results:
        return Verdict.FAILED
    if Result.INDETERMINATE in results or not results:
        return Verdict.INDETERMINATE
    return Verdict.PASSED


class Wrong(Exception):
    """Something in the file does not fit; the check it belongs to has failed."""

    def __init__(self, vi: str, en: str, where: str = "") -> None:
        super().__init__(en)
        self.why, self.where = Said(vi, en), where


class Absent(Wrong):
    """Nothing is wrong, but a part that is needed to be sure is not there."""


class Findings:
    """Collects the checks of one file."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.facts: dict[str, Any] = {}

    def passed(self, name: str, vi: str, en: str, where: str = "") -> None:
        self.checks.append(Check(name, Result.PASSED, Said(vi, en), where))

    def failed(self, name: str, vi: str, en: str, where: str = "") -> None:
        self.checks.append(Check(name, Result.FAILED, Said(vi, en), where))

    def unsure(self, name: str, vi: str, en: str, where: str = "") -> None:
        self.checks.append(Check(name, Result.INDETERMINATE, Said(vi, en), where))

    def note(self, name: str, vi: str, en: str, where: str = "") -> None:
        self.checks.append(Check(name, Result.NOTE, Said(vi, en), where))

    def add(self, name: str, wrong: Wrong) -> None:
        result = Result.INDETERMINATE if isinstance(wrong, Absent) else Result.FAILED
        self.checks.append(Check(name, result, wrong.why, wrong.where))

    def first(self, result: Result) -> Check:
        return next(check for check in self.checks if check.result is result)

    def report(self) -> Report:
        verdict = verdict_of(self.checks)
        return Report(verdict, self._sentence(verdict), tuple(self.checks), self.facts)

    def _sentence(self, verdict: Verdict) -> Said:
        if verdict is Verdict.FAILED:
            why = self.first(Result.FAILED).why
            return Said(f"KHÔNG được tin tệp này: {why.vi}.", f"Do NOT rely on this file: {why.en}.")
        if verdict is Verdict.INDETERMINATE:
            why = self.first(Result.INDETERMINATE).why
            return Said(
                f"Không thấy gì sai, nhưng chưa thể khẳng định: {why.vi}.",
                f"Nothing was found wrong, but it cannot be confirmed: {why.en}.",
            )
        if "trails" in self.facts:
            count = self.facts["trails"]
            return Said(
                f"Gói còn nguyên vẹn: {count} nhật ký đúng như danh sách đã ký, khóa ký dẫn về gốc tin cậy mà ông/bà "
                "đưa ra; mỗi nhật ký có kết luận riêng.",
                f"This bundle is whole: its {count} trails are those on the signed list, and the key leads to the "
                "authority you gave; each trail has a verdict of its own.",
            )
        if "paper" in self.facts:
            names = ", ".join(f"“{line['signer']}”" for line in self.facts["signatures"])
            return Said(
                f"Văn bản còn nguyên vẹn như khi được ký bởi {names}, khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra; "
                "tệp này không kèm nhật ký.",
                f"This paper is as it was signed by {names}, and the keys lead to the authority you gave; "
                "it carries no trail.",
            )
        code, events = self.facts.get("dossier", ""), self.facts.get("events", 0)
        return Said(
            f"Tệp còn nguyên vẹn: {events} sự kiện của hồ sơ {code} và các trang in đúng như đã ký, "
            "khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra.",
            f"This file is whole: the {events} events of dossier {code} and its pages are as they were signed, "
            "and the keys lead to the authority you gave.",
        )
