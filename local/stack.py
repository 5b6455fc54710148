"""Starts the emulator, waits until it answers, stops it so that its state is kept."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from local.settings import ACCOUNT, REGION, ROOT, TOOLS, Place, Problem

START_SECONDS_MAX = 60
# It writes its whole state when it stops, and ends every warm function first.
STOP_SECONDS_MAX = 60


def _port_taken(place: Place) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", place.port)) == 0


def healthy(place: Place) -> bool:
    """Whether an emulator answers on this port."""
    try:
        with urllib.request.urlopen(f"{place.endpoint}/_ministack/health", timeout=2) as reply:
            return "services" in json.load(reply)
    except (OSError, ValueError):
        return False


def _pid_file(place: Place):
    return place.folder / "stack.pid"


def _pid(place: Place) -> int | None:
    """The process of this folder's stack, while there is one: it may be starting, or saving its state."""
    try:
        pid = int(_pid_file(place).read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    # Another program may have got the number since; where the system shows what it is, look.
    command = Path(f"/proc/{pid}/cmdline")
    if command.exists() and b"local.emulator" not in command.read_bytes():
        return None
    return pid


def running_pid(place: Place) -> int | None:
    """The process of this folder's stack, if one is running."""
    pid = _pid(place)
    return pid if pid is not None and healthy(place) else None


def start(place: Place) -> subprocess.Popen:
    """Starts the emulator on the place's port, with the place's saved state."""
    if _port_taken(place):
        raise Problem(
            f"Port {place.port} is taken by another program. Stop that program, or choose another port: "
            f"KONTOR_PORT={place.port + 4} make run"
        )
    temporary = place.folder / "tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    # Functions inherit the emulator's environment, so it gets a bare one: what
    # is exported in the reader's shell must not change how the shop behaves.
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "KONTOR_LOGS": str(place.logs),
        "GATEWAY_PORT": str(place.port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        # Without it functions would call the real AWS.
        "AWS_ENDPOINT_URL": place.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        # Every function has its own role's credentials and is held to them.
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(place.folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(place.folder / "s3"),
        # Whoever waits for a function holds a thread, and so does what the function asks for: with
        # the usual 64, a crowd of requests would wait for one another until all time out.
        "MINISTACK_WORKER_THREADS": "1000",
        "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
        # Surplus copies of a function end after a quiet half minute.
        "LAMBDA_WARM_TTL_SECONDS": "30",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    place.logs.mkdir(parents=True, exist_ok=True)
    log = open(place.logs / "emulator.log", "ab")  # noqa: SIM115, the child keeps it
    process = subprocess.Popen(
        [TOOLS / "python", "-m", "local.emulator"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        # Ctrl-C reaches the whole foreground group; the emulator is stopped by
        # us instead, after whatever is under way.
        start_new_session=True,
    )
    log.close()
    _pid_file(place).write_text(str(process.pid))
    deadline = time.monotonic() + START_SECONDS_MAX
    while not healthy(place):
        if process.poll() is not None:
            raise Problem(f"The emulator ended while starting. Its last words are in {place.logs / 'emulator.log'}.")
        if time.monotonic() > deadline:
            stop(process, place)
            raise Problem(
                f"The emulator did not answer within {START_SECONDS_MAX} seconds; see {place.logs / 'emulator.log'}. "
                "If its state is damaged, `make reset` starts afresh."
            )
        time.sleep(0.1)
    return process


def stop(process: subprocess.Popen, place: Place) -> None:
    """Stops it; the state is on disk when this returns."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            print(f"The emulator did not stop within {STOP_SECONDS_MAX} s and was ended; its last changes are lost.")
    _pid_file(place).unlink(missing_ok=True)


def reset(place: Place) -> None:
    """Forgets everything the shop knows on this machine."""
    if running_pid(place) is not None:
        raise Problem("The shop is running. Stop it first (Ctrl-C where `make run` runs), then `make reset`.")
    if _pid(place) is not None:
        # What it saves after this would be half of a shop.
        print("The shop is still saving its state; waiting for it to end …", flush=True)
        patience = time.monotonic() + STOP_SECONDS_MAX
        while _pid(place) is not None:
            if time.monotonic() > patience:
                raise Problem("The shop does not end. Stop it where `make run` runs, then `make reset`.")
            time.sleep(0.2)
    for name in ("state", "s3", "tmp", "logs", "deployed.json", "people.json", "stack.pid"):
        path = place.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
