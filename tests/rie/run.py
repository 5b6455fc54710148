"""Runs every function with every sample in AWS's Runtime Interface Emulator.

The same binaries, called as Lambda calls them and as `sam local invoke` would
with Docker, against the tables and queues of a running local stack, each with
the credentials of its own role.

    python -m tests.rie.run        (while `make run` runs, or from `make test`)
"""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import samcli

from local.aws import client, resources
from local.build import function_names
from local.settings import ACCOUNT, BINARIES, REGION, Place, Problem, host_architecture
from tests.rie.samples import Sample, all_samples

START_SECONDS_MAX = 20
CALL_SECONDS_MAX = 60


def _emulator() -> Path:
    path = Path(samcli.__file__).parent / "local" / "rapid" / f"aws-lambda-rie-{host_architecture()}"
    if not path.exists():
        raise Problem(f"aws-sam-cli no longer ships {path.name}; adapt tests/rie/run.py.")
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(place: Place, name: str, physical: dict[str, str]) -> dict[str, str]:
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


def _call(port: int, payload: dict) -> dict:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations", data=json.dumps(payload).encode()
    )
    try:
        with urllib.request.urlopen(request, timeout=CALL_SECONDS_MAX) as reply:
            text = reply.read().decode()
    except urllib.error.HTTPError as error:
        # The emulator answers so when the function ended or reported an error.
        text = error.read().decode()
        return {"errorType": f"HTTP {error.code}", "errorMessage": text}
    return json.loads(text) if text else {}


def _complaint(sample: Sample, reply) -> str | None:
    """What is wrong with a function's answer, or None."""
    if not isinstance(reply, dict):
        return None
    if "errorType" in reply:
        return f"{reply['errorType']}: {reply.get('errorMessage', '')[:300]}"
    if int(reply.get("statusCode", 200)) >= 500:
        return f"status {reply['statusCode']}: {str(reply.get('body'))[:300]}"
    # A published event may speak of an order that this shop never had: refusing
    # the message is then a good answer. A whole invocation is made to succeed.
    if reply.get("batchItemFailures") and not sample.published:
        return f"the message was refused: {reply['batchItemFailures']}"
    return None


def _run(place: Place, name: str, samples: list[Sample], physical: dict[str, str]) -> int:
    """Returns how many samples failed."""
    log = place.logs / f"rie-{name}.log"
    port, internal = _free_port(), _free_port()
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [
                _emulator(), "--log-level", "warn",
                "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
                "--runtime-api-address", f"127.0.0.1:{internal}",
                BINARIES / name / "bootstrap",
            ],
            cwd=BINARIES / name, env=_environment(place, name, physical), stdout=out, stderr=out,
        )  # fmt: skip
    failed = 0
    try:
        deadline = time.monotonic() + START_SECONDS_MAX
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"The runtime interface emulator did not start for {name}; see {log}.")
            time.sleep(0.05)
        for sample in samples:
            complaint = _complaint(sample, _call(port, sample.payload))
            failed += complaint is not None
            print(f"  {'FAIL' if complaint else 'ok  '} {name} ← {sample.name}", flush=True)
            if complaint:
                print(f"       {complaint}\n       its log: {log}")
    finally:
        process.terminate()
        process.wait(10)
    return failed


def main() -> None:
    try:
        place = Place.from_environment()
        physical = resources(place)
        samples = all_samples()
        failed = 0
        for name in [name for name in function_names() if f"{name.capitalize()}Function" in physical]:
            mine = [sample for sample in samples if sample.function == name]
            if not mine:
                raise Problem(f"{name} has no sample: add events/invoke/{name}/<what>.json, an invocation as Lambda sends it.")
            failed += _run(place, name, mine, physical)
    except Problem as problem:
        sys.exit(str(problem))
    print(f"{len(samples) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
