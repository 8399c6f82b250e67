"""static/verify.js under Node, which has the same WebCrypto and DecompressionStream as a browser."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "verify.js"
SERVE = """
const fs = require("node:fs");
require("node:vm").runInThisContext(fs.readFileSync(process.argv[1], "utf8"));
require("node:readline").createInterface({ input: process.stdin }).on("line", async (line) => {
  const { file, anchors } = JSON.parse(line);
  const report = await verifyTrail(new Uint8Array(fs.readFileSync(file)), anchors);
  process.stdout.write(JSON.stringify(report) + "\\n");
});
"""


def node() -> str | None:
    return shutil.which("node") or shutil.which(str(SCRIPT.parents[1] / ".venv" / "bin" / "node"))


class Browser:
    """One Node for many files."""

    def __enter__(self) -> "Browser":
        found = node()
        assert found
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [found, "-e", SERVE, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
        self.folder.cleanup()

    def verify(self, data: bytes, anchors: Sequence[str] = ()) -> dict[str, Any]:
        file = Path(self.folder.name) / "file.pdf"
        file.write_bytes(data)
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"file": str(file), "anchors": list(anchors)}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer
