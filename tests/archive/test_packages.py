"""A dossier leaves as one file that proves itself, and is taken over elsewhere with nothing lost or altered."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from reorg.archive.importing import NotTaken, import_package, verify_again
from reorg.archive.models import Archived, Package
from reorg.archive.packaging import current, pack
from reorg.people.models import Organisation, User
from reorg.verify import command, package, verify
from tests.archive.conftest import ended_dossier, on_disk
from tests.cast import open_agency
from tests.engine.doing import verbs
from tests.evidence.conftest import Ring, registered
from workflows import actions
from workflows.errors import NotNow, NotYou
from workflows.models import DocumentVersion, Dossier, Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
People = dict[str, User]


@pytest.fixture
def keeper(people: People) -> Organisation:
    return Organisation.objects.get(key="hp_archive")


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as opened:
        return opened.namelist()


def test_it_verifies_alone_with_the_anchor_and_is_undecided_without(kept: Path, anchor: bytes) -> None:
    report = verify(kept, [anchor])
    assert report.verdict.value == "TOTAL-PASSED", [c for c in report.checks if c.result != "passed"]
    assert "4 events" not in report.sentence.en
    assert report.facts["dossier"] == "HN-01"
    assert {"package", "manifest", "files", "bound", "chain", "signature"} <= {check.name for check in report.checks}
    assert verify(kept).verdict.value == "INDETERMINATE"


def test_the_command_says_it_in_a_sentence(kept: Path, anchor: bytes, tmp_path: Path, capsys: Any) -> None:
    root = tmp_path / "root.crt"
    root.write_bytes(anchor)
    assert command.main([str(kept), "--anchor", str(root), "--lang", "en"]) == 0
    assert "This archive package is whole" in capsys.readouterr().out
    assert command.main([str(kept)]) == 2


def test_any_program_unpacks_it_and_every_file_is_as_it_was_filed(packed: Path, ended: Dossier) -> None:
    filed = {
        version.sha256
        for version in DocumentVersion.objects.filter(document__dossier=ended, document__restricted=False)
    }
    filed |= {proof.sha256 for proof in Evidence.objects.filter(item__dossier=ended)}
    with zipfile.ZipFile(packed) as opened:
        assert opened.testzip() is None
        held = {hashlib.sha256(opened.read(name)).hexdigest() for name in opened.namelist() if name[:6] == "files/"}
        manifest = json.loads(opened.read("manifest.json"))
    assert held == filed
    secret = DocumentVersion.objects.get(document__symbol="1/BC-MẬT").sha256
    assert manifest["withheld"] == [secret]
    assert {"trail.pdf", "metadata.xml", "documents.json", "README.txt", "index.html"} <= set(names(packed))


def test_every_byte_counts(kept: Path, anchor: bytes) -> None:
    data = kept.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 60)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert verify(changed, [anchor]).verdict.value != "TOTAL-PASSED", place
    found = package.entries(data)
    for entry in found.values():  # every frame, and the first byte of every file
        for place in (entry.start - 5, entry.start):
            changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            assert verify(changed, [anchor]).verdict.value == "FAILED", entry.name


def rebuilt(path: Path, **other: bytes | None) -> bytes:
    """The package written anew with other files, or without them."""
    with zipfile.ZipFile(path) as opened:
        held = {name: opened.read(name) for name in opened.namelist() if name != "mimetype"}
    for name, content in other.items():
        name = name.replace("__", ".")
        if content is None:
            del held[name]
        else:
            held[name] = content
    out = io.BytesIO()
    package.write(out, [(name, len(content), lambda held=content: iter([held])) for name, content in held.items()])  # type: ignore[misc]
    return out.getvalue()


FORGERIES: dict[str, Any] = {
    "another file in it": lambda p: rebuilt(p, extra__txt=b"x"),
    "no trail": lambda p: rebuilt(p, trail__pdf=None),
    "other metadata": lambda p: rebuilt(p, metadata__xml=b"<File/>"),
    "other manifest": lambda p: rebuilt(
        p, manifest__json=zipfile.ZipFile(p).read("manifest.json").replace(b"HN-01", b"HN-02")
    ),
    "something behind it": lambda p: p.read_bytes() + b"x",
    "something before it": lambda p: b"x" + p.read_bytes(),
    "cut off": lambda p: p.read_bytes()[:-30],
    "half of it": lambda p: p.read_bytes()[: p.stat().st_size // 2],
    "a zip of another kind": lambda p: zipped({"mimetype": package.MIMETYPE, "manifest.json": b"{}"}),
    "compressed": lambda p: zipped({"mimetype": package.MIMETYPE, "a": b"0" * 10_000}, zipfile.ZIP_DEFLATED),
    "only its name": lambda p: p.read_bytes()[: 38 + len(package.MIMETYPE)],
}


def zipped(held: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in held.items():
            made.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else how)
    return out.getvalue()


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_package_is_found_and_not_taken_over(
    forge: Any, kept: Path, anchor: bytes, keeper: Organisation, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.zip"
    forged.write_bytes(forge(kept))
    report = verify(forged, [anchor])
    assert report.verdict.value == "FAILED"
    assert not [check for check in report.checks if "cannot be read (" in check.why.en]
    with pytest.raises(NotTaken):
        import_package(forged, organisation=keeper, anchors=[anchor], unknown_key=True)
    assert not Archived.objects.exists()


def test_what_law_removed_is_gone_from_new_packages_and_from_old_ones(
    ended: Dossier, people: People, anchor: bytes, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    before = on_disk(ended, people, tmp_path)
    old = Package.objects.get()
    version = DocumentVersion.objects.get(document__symbol="5/BC")
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_file(version, ground="Điều 16", paper="3/QĐ", actor=people["binh"])
    old.refresh_from_db()
    assert old.forgotten_at is not None
    assert not old.file
    after = tmp_path / "after.zip"
    with pack(ended, actor=people["anh"]).file.open("rb") as stored:
        after.write_bytes(stored.read())
    assert not [name for name in names(after) if version.sha256[:12] in name]
    for path in (before, after):  # what was handed over before it was removed verifies as well
        report = verify(path, [anchor])
        assert report.verdict.value == "TOTAL-PASSED", [c for c in report.checks if c.result != "passed"]
    assert "erased by law" in " ".join(check.why.en for check in verify(after, [anchor]).checks)


def test_it_is_for_the_lead_and_auditors_once_it_has_ended(ended: Dossier, people: People) -> None:
    for who in ("cuc", "quynh", "xuan"):
        with pytest.raises(NotYou):
            pack(ended, actor=people[who])
    with pytest.raises(NotNow):
        pack(open_agency(people, "HN-02"), actor=people["anh"])
    made = pack(ended, actor=people["phuc"])
    assert pack(ended, actor=people["anh"]) == made
    assert verbs(ended).count("archive.packed") == 1
    assert current(ended) == made


def test_a_frozen_dossier_is_packed_all_the_same(ended: Dossier, people: People) -> None:
    actions.place_hold(ended, ground="Thanh tra", paper="1/QĐ", actor=people["phuc"])
    assert pack(ended, actor=people["phuc"]).size > 0


# Taking over


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_over_by_another_installation_byte_for_byte(
    people: People, ring: Ring, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_DIR = ring.folder
    registered(ring, people)
    path = on_disk(ended_dossier(open_agency(people), people), people, tmp_path)
    filed = dict(DocumentVersion.objects.filter(document__restricted=False).values_list("sha256", "size"))
    call_command("flush", interactive=False, verbosity=0)  # another installation: its own people, no dossier, no key
    assert not Dossier.objects.exists()
    settings.KEYS_DIR = tmp_path / "none"
    root = str(ring.folder / "root.crt")
    out = io.StringIO()
    call_command("import_archive", str(path), organisation="hp_archive", anchor=[Path(root)], stdout=out)
    archived = Archived.objects.get()
    assert (archived.code, archived.verdict) == ("HN-01", "TOTAL-PASSED")
    with archived.package.open("rb") as stored:
        assert stored.read() == path.read_bytes()
    kept = {file.sha256: file for file in archived.files.all()}
    assert filed.keys() <= kept.keys()
    for sha256 in filed:
        with kept[sha256].file.open("rb") as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == sha256
    assert archived.events.count() == archived.head_seq
    assert archived.events.last().hash == archived.head_hash  # type: ignore[union-attr]
    assert verify_again(archived).verdict.value == "TOTAL-PASSED"
    call_command("import_archive", str(path), organisation="hp_archive", anchor=[Path(root)], stdout=out)
    assert "already here" in out.getvalue()
    assert Archived.objects.count() == 1


def test_a_key_nobody_vouches_for_is_refused_unless_asked_for(kept: Path, keeper: Organisation) -> None:
    with pytest.raises(CommandError, match=r"tin cậy|trust"):
        call_command("import_archive", str(kept), organisation="hp_archive")
    taken = import_package(kept, organisation=keeper, unknown_key=True)
    assert taken.archived.verdict == "INDETERMINATE"


def test_all_of_it_or_nothing(kept: Path, anchor: bytes, keeper: Organisation, monkeypatch: Any) -> None:
    from reorg.archive.models import ArchivedFile

    folder = Path(default_storage.path("archived"))
    before = set(folder.rglob("*")) if folder.exists() else set()
    count = iter(range(10))

    def full(self: ArchivedFile, *args: Any, **kwargs: Any) -> None:
        if next(count) == 2:
            raise OSError("No space left on device")
        original(self, *args, **kwargs)

    original = ArchivedFile.save
    monkeypatch.setattr(ArchivedFile, "save", full)
    with pytest.raises(OSError, match="No space"):
        import_package(kept, organisation=keeper, anchors=[anchor])
    assert not Archived.objects.exists()
    left = {path for path in folder.rglob("*") if path.is_file()} - before
    assert not left


def test_another_story_of_the_same_dossier_is_refused(
    kept: Path, anchor: bytes, keeper: Organisation, monkeypatch: Any
) -> None:
    taken = import_package(kept, organisation=keeper, anchors=[anchor]).archived
    with connection.cursor() as cursor:  # as if it had been another: nothing of ours could write that
        cursor.execute("SET LOCAL session_replication_role = replica")
        taken.events.filter(seq=taken.head_seq).update(hash="0" * 64)
        Archived.objects.filter(pk=taken.pk).update(sha256="1" * 64)
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(NotTaken, match=r"HN-01"):
        import_package(kept, organisation=keeper, anchors=[anchor])


def test_a_trail_by_itself_is_no_package(ended: Dossier, people: People, keeper: Organisation, tmp_path: Path) -> None:
    paper_file = tmp_path / "trail.pdf"
    paper_file.write_bytes(zipfile.ZipFile(on_disk(ended, people, tmp_path)).read("trail.pdf"))
    with pytest.raises(NotTaken):
        import_package(paper_file, organisation=keeper, unknown_key=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE archive_archived SET head_hash = repeat('0', 64)",
        "UPDATE archive_archivedevent SET record = '{}'",
        "UPDATE archive_archivedfile SET sha256 = repeat('0', 64)",
        "DELETE FROM archive_archivedevent",
        "DELETE FROM archive_archived",
    ],
)
def test_what_was_taken_over_stays(
    kept: Path, anchor: bytes, keeper: Organisation, as_application: str, statement: str
) -> None:
    import_package(kept, organisation=keeper, anchors=[anchor])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
