from collections.abc import Iterable
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from reorg import slimming

# Folder under /static/, folder in node_modules, and the files we serve from there.
SERVED = {
    "vendor/icons": ("@tabler/icons-sprite/dist", ["tabler-sprite.svg"]),
    "vendor/htmx": ("htmx.org/dist", ["htmx.min.js"]),
}
# What is made of npm packages before it is served, under /static/vendor/slim/.
MADE = "vendor/slim"
STYLES = "@tabler/core/dist/css/tabler.min.css"
FONTS = "@expo-google-fonts/be-vietnam-pro"
FACES = {"400": "400Regular/BeVietnamPro_400Regular.ttf", "600": "600SemiBold/BeVietnamPro_600SemiBold.ttf"}


class AppFinder(AppDirectoriesFinder):
    """Passes viewflow's files by: we use its flows, not its pages, and its style sheets name files it does not ship."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storages = {app: storage for app, storage in self.storages.items() if not app.startswith("viewflow")}
        self.apps = list(self.storages)


class NpmFinder(BaseFinder):
    """Finds the few files of npm packages that our pages use, and no others."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        for prefix, (folder, patterns) in SERVED.items():
            root = settings.NODE_MODULES / folder
            storage = FileSystemStorage(location=root)
            storage.prefix = prefix  # type: ignore[attr-defined]
            for pattern in patterns:
                for path in sorted(root.glob(pattern)):
                    yield path.relative_to(root).as_posix(), storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        for prefix, (folder, patterns) in SERVED.items():
            name = path.removeprefix(prefix + "/")
            file = settings.NODE_MODULES / folder / name
            if name != path and any(fnmatch(name, pattern) for pattern in patterns) and file.is_file():
                return [str(file)] if find_all else str(file)
        return []


class MadeFinder(BaseFinder):
    """Finds the style sheet and the fonts that are made as small as our pages allow."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        folder = made()
        storage = FileSystemStorage(location=folder)
        storage.prefix = MADE  # type: ignore[attr-defined]
        for name in ("tabler.css", *(f"be-vietnam-pro-{weight}.woff2" for weight in FACES)):
            yield name, storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix(f"{MADE}/")
        if name == path or not (file := made() / name).is_file():
            return []
        return [str(file)] if find_all else str(file)


@cache
def made() -> Path:
    """The folder with the files made; made anew when a page, a package or the way of making changed."""
    folder: Path = settings.VAR_DIR / "slim"
    stamp, now = folder / ".stamp", slimming.made_from([*_pages(), *_ours(), *_sources()])
    if not stamp.is_file() or stamp.read_text() != now:
        _make(folder)
        slimming.replace(stamp, now.encode())
    return folder


def _make(folder: Path) -> None:
    css, *fonts = _sources()
    elsewhere = "".join(path.read_text(encoding="utf-8") for path in _ours())
    slim = slimming.slim_css(css.read_text(encoding="utf-8"), slimming.words_of(_pages()), elsewhere)
    slimming.replace(folder / "tabler.css", slim.encode())
    for weight, font in zip(FACES, fonts, strict=True):
        slimming.replace(folder / f"be-vietnam-pro-{weight}.woff2", slimming.slim_font(font))


def _sources() -> list[Path]:
    fonts = [settings.NODE_MODULES / FONTS / face for face in FACES.values()]
    return [settings.NODE_MODULES / STYLES, *fonts]


def _pages() -> list[Path]:
    """Where the names of classes stand: templates, the code behind pages, our scripts."""
    root: Path = settings.BASE_DIR
    return [*root.glob("templates/**/*.html"), *root.glob("reorg/**/*.py"), *root.glob("static/*.js")]


def _ours() -> list[Path]:
    return [*settings.BASE_DIR.glob("static/**/*.css"), *settings.BASE_DIR.glob("reorg/*/static/**/*.css")]
