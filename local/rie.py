"""AWS's Runtime Interface Emulator: one function in one process, called as Lambda calls it.

It is the program that `sam local` runs inside its container, taken out of the
aws-sam-cli package. The function gets the variables and the role's credentials
that it was deployed with, so it needs a running local stack.
"""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import samcli

from local.aws import client
from local.settings import ACCOUNT, REGION, Place, Problem, host_architecture

START_SECONDS_MAX = 20
CALL_SECONDS_MAX = 60


def program() -> Path:
    """The emulator's binary."""
    path = Path(samcli.__file__).parent / "local" / "rapid" / f"aws-lambda-rie-{host_architecture()}"
    if not path.exists():
        raise Problem(f"aws-sam-cli no longer ships {path.name}; adapt local/rie.py.")
    return path


def environment(place: Place, name: str, physical: dict[str, str]) -> dict[str, str]:
    """What the deployed function is given: its variables, its role's keys, the stack's address."""
    function = physical[f"{name.capitalize()}Function"]
    configured = client("lambda", place).get_function_configuration(FunctionName=function)
    keys = client("sts", place).assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{physical[f'{name.capitalize()}FunctionRole']}", RoleSessionName="rie"
    )["Credentials"]
    return {
        **configured.get("Environment", {}).get("Variables", {}),
        "PATH": "/usr/bin:/bin",
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(configured["Timeout"]),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configured["MemorySize"]),
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_ENDPOINT_URL": place.endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    }


@dataclass(frozen=True)
class Running:
    """A function under the emulator. Its process starts with the first call."""

    port: int
    process: subprocess.Popen

    def call(self, payload: dict) -> dict:
        """What the function answers; where it ended or failed, what the emulator says of it."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations", data=json.dumps(payload).encode()
        )
        try:
            with urllib.request.urlopen(request, timeout=CALL_SECONDS_MAX) as reply:
                text = reply.read().decode()
        except urllib.error.HTTPError as error:
            return {"errorType": f"HTTP {error.code}", "errorMessage": error.read().decode()}
        return json.loads(text) if text else {}


@contextmanager
def running(binary: Path, variables: dict[str, str], log: Path) -> Iterator[Running]:
    """The emulator with one function, until the block ends."""
    port, internal = _free_port(), _free_port()
    with open(log, "ab") as out:
        process = subprocess.Popen(
            [
                program(), "--log-level", "warn",
                "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
                "--runtime-api-address", f"127.0.0.1:{internal}",
                binary,
            ],
            cwd=binary.parent, env=variables, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        _await(process, port, log)
        yield Running(port, process)
    finally:
        process.terminate()
        process.wait(10)


def _await(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            raise Problem(f"The runtime interface emulator did not start; see {log}.")
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
