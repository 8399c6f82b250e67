import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def script(name: str) -> ModuleType:
    if str(ROOT / "scripts") not in sys.path:
        sys.path.insert(0, str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules.get(name) or importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def demo(**variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "scripts/demo.py"],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = demo(PORT=str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} is in use; choose another: make demo PORT=")
    assert refused.stderr.count("\n") == 1


def test_a_port_that_is_none_is_one_sentence() -> None:
    assert demo(PORT="eighty").stderr == "PORT must be a number from 1 to 65535, not 'eighty'.\n"


def test_a_missing_library_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    install = script("install")
    monkeypatch.setattr(install.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(install, "quietly_works", lambda command: False)
    with pytest.raises(install.Stop, match="run: apt-get install -y --no-install-recommends libpangoft2"):
        install.apt_install(["libpangoft2-1.0-0"])


def test_a_failed_step_says_what_failed_and_where_to_read_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install = script("install")
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "LOGS", tmp_path / "log")
    command = [sys.executable, "-c", "raise SystemExit('ERROR: no such host')"]
    with pytest.raises(install.Stop, match=r"pip failed\. It said: ERROR: no such host \(.*log/pip\.log\)"):
        install.run(command, log="pip", explain="pip failed")


def test_what_has_not_changed_is_not_installed_again(tmp_path: Path) -> None:
    install = script("install")
    lock, stamp = tmp_path / "runtime.lock", tmp_path / "stamp"
    lock.write_text("django==5.2.1")
    assert not install.fresh(stamp, [lock])
    install.mark(stamp, [lock])
    assert install.fresh(stamp, [lock])
    lock.write_text("django==5.2.2")
    assert not install.fresh(stamp, [lock])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "reorg").mkdir()
    (tmp_path / "reorg" / "pages.py").write_text(
        'TITLE = _("Dossier")\n'
        'COUNT = ngettext_lazy("%(n)d step", "%(n)d steps", "n")\n'
        'ACT = pgettext("a phase", "Approval")\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "desk.html").write_text(
        "{% load i18n %}<h1>{% trans 'Desk' %}</h1> it's {{ x|default:_('nothing') }}\n"
        "{% blocktrans trimmed with name=user %}\n  Hello {{ name }},\n  sign here\n{% endblocktrans %}"
        "{% blocktrans count n=n %}one task{% plural %}{{ n }} tasks{% endblocktrans %}"
        '{% trans "Open" context "state" %}'
    )
    return tmp_path


def test_every_text_is_found_once(project: Path) -> None:
    messages = script("messages")
    assert {(text.context, text.msgid, text.plural) for text in messages.texts_in_project(project)} == {
        ("", "Dossier", ""),
        ("", "%(n)d step", "%(n)d steps"),
        ("a phase", "Approval", ""),
        ("", "Desk", ""),
        ("", "nothing", ""),
        ("", "Hello %(name)s, sign here", ""),
        ("", "one task", "%(n)s tasks"),
        ("state", "Open", ""),
    }


def test_translations_survive_and_gaps_are_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages = script("messages")
    messages.extract(project)
    catalogue = messages.read_catalogue(project)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
    catalogue.find("Dossier").msgstr = "Hồ sơ"
    catalogue.find("Hello %(name)s, sign here").msgstr = "Mời ký"
    catalogue.find("Desk").msgstr = ""
    catalogue.save()
    (project / "templates" / "new.html").write_text("{% load i18n %}{% trans 'Refuse' %}")
    assert [line.rsplit(" (", 1)[0] for line in messages.complaints(project)] == [
        "not translated: 'Desk'",
        "other placeholders than the English: 'Hello %(name)s, sign here'",
        "not in the catalogue: 'Refuse'",
    ]
    messages.extract(project)
    assert messages.read_catalogue(project).find("Dossier").msgstr == "Hồ sơ"
    messages.compile_catalogue(project)
    compiled = polib.mofile(str(project / "locale/vi/LC_MESSAGES/django.mo"))
    assert compiled.find("Dossier").msgstr == "Hồ sơ"
