from collections.abc import Iterable
from fnmatch import fnmatch
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

# Folder under /static/, folder in node_modules, and the files we serve from there.
SERVED = {
    "vendor/tabler": ("@tabler/core/dist", ["css/tabler.min.css*", "js/tabler.min.js*"]),
    "vendor/icons": ("@tabler/icons-sprite/dist", ["tabler-sprite.svg"]),
    "vendor/htmx": ("htmx.org/dist", ["htmx.min.js"]),
    "vendor/fonts": (
        "@expo-google-fonts/be-vietnam-pro",
        [f"{face}/*.ttf" for face in ("400Regular", "400Regular_Italic", "500Medium", "600SemiBold", "700Bold")],
    ),
}


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
