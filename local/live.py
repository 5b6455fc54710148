"""The live tests: the whole template on a stack of their own, used over HTTP and then thrown away."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from local import build, deploy, people, seed, stack
from local.fuzz import fuzz
from local.settings import ROOT, TOOLS, Place, Problem

# One after another: the machine that answers is the one that asks.
JOURNEYS = [
    "cargo", "nextest", "run", "--workspace", "--filterset", "package(live)", "--test-threads", "1",
    "--no-fail-fast", "--status-level", "pass",
]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _run(name: str, command: list, environment: dict[str, str]) -> str | None:
    print(f"  · {name}", flush=True)
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    return f"{name} failed; what it found is above." if done.returncode else None


def live() -> None:
    """Every check that needs a deployed shop."""
    binaries = build.build()
    place = Place(port=_free_port(), folder=Path.cwd() / ".local" / "test")
    shutil.rmtree(place.folder, ignore_errors=True)
    print(f"  · a stack of its own on port {place.port}", flush=True)
    process = stack.start(place)
    try:
        deploy.deploy(place, binaries)
        seed.seed(place)
        environment = os.environ | people.environment(place)
        environment |= {"KONTOR_PORT": str(place.port), "KONTOR_STATE": str(place.folder)}
        environment |= {"CARGO_TERM_COLOR": "never", "RUST_BACKTRACE": "0"}
        failures = [
            _run("every function with every sample, in the Runtime Interface Emulator",
                 [TOOLS / "python", "-m", "tests.rie.run"], environment),
        ]  # fmt: skip
        failures.append(_run("journeys and races over HTTP", JOURNEYS, environment))
        failures.append(fuzz(place, environment))
    finally:
        stack.stop(process, place)
    told = [failure for failure in failures if failure]
    if told:
        raise Problem("\n".join([*told, f"The functions' logs are in {place.logs}."]))
