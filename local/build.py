"""Builds every function once, for this machine, and lays them where template.yaml looks.

`cargo lambda build` puts its release binaries into the same places, so the
template does not know which of the two built them.
"""

import hashlib
import json
import shutil
import subprocess
import sys

from local.settings import BINARIES, CARGO_FOLDER, CARGO_PROFILE, ROOT, Problem


def function_names() -> list[str]:
    """One function per folder of functions/."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/Cargo.toml"))


def build() -> dict[str, str]:
    """Builds all functions; returns the digest of each one's binary."""
    names = function_names()
    if not names:
        raise Problem("There is no function below functions/: nothing to run.")
    # Not the whole workspace: what only tests need, an embedded database among
    # it, takes minutes that a newcomer's first `make run` does not.
    command = ["cargo", "build", "--bins", "--profile", CARGO_PROFILE]
    for name in names:
        command += ["--package", name]
    try:
        done = subprocess.run(command, cwd=ROOT, check=False)
    except FileNotFoundError:
        raise Problem("`cargo` is not on the PATH. Install Rust with rustup, then open a new shell.") from None
    if done.returncode:
        raise Problem("The functions do not compile; the compiler's words are above.")
    built = _target_directory() / CARGO_FOLDER
    return {name: _lay(built / name, name) for name in names}


def _target_directory():
    # Not always ./target: CARGO_TARGET_DIR or a cargo configuration may move it.
    found = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--no-deps"], cwd=ROOT, check=True, capture_output=True
    )
    return ROOT / json.loads(found.stdout)["target_directory"]


def _lay(binary, name: str) -> str:
    folder = BINARIES / name
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "bootstrap.new"
    _copy_stripped(binary, fresh)
    digest = hashlib.sha256(fresh.read_bytes()).hexdigest()
    # A rename, so that a copy interrupted half-way never looks like a binary.
    fresh.replace(folder / "bootstrap")
    return digest


def _copy_stripped(binary, fresh) -> None:
    # Symbols are half of a development binary, and all of it is zipped and kept
    # by the emulator. `strip` is there where a linker is; without it, a plain copy.
    try:
        subprocess.run(["strip", "-o", fresh, binary], check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        shutil.copy2(binary, fresh)


if __name__ == "__main__":
    try:
        build()
    except Problem as problem:
        sys.exit(str(problem))
