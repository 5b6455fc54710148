"""`make lock`: requirements.txt from requirements.in, with every package's hashes."""

import subprocess
import sys
import tempfile
from pathlib import Path

from local.settings import ROOT

HEADER = "# Made by `make lock` from requirements.in. Do not edit.\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        # uv resolves with overrides, which pip does not; it is needed for this alone.
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        tools = Path(folder) / "bin"
        subprocess.run([tools / "pip", "install", "--quiet", "uv"], check=True)
        locked = subprocess.run(
            [
                tools / "uv", "pip", "compile", "--quiet", "--python-version", "3.11", "--generate-hashes",
                "--no-header", "--no-emit-index-url", "--no-emit-find-links",
                "--override", "requirements.overrides", "requirements.in",
            ],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    (ROOT / "requirements.txt").write_text(HEADER + locked.stdout)


if __name__ == "__main__":
    main()
