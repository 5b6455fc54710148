"""Gives the running stack what is new, and only that.

The whole template, less what the emulator cannot do (local/transform.py says
what), goes through `sam deploy`, as on AWS. That takes seconds and
repackages every function, so it is done when the template itself has changed;
a function that alone was rebuilt is handed over by UpdateFunctionCode.
"""

import hashlib
import io
import json
import subprocess
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError

from local import parameters as secret_parameters
from local import routes
from local.aws import client, resources
from local.settings import BINARIES, MAIL_DOMAIN, ROOT, STACK, TOOLS, Place, Problem, host_architecture
from local.transform import for_the_emulator, transformed

ARTIFACTS = "kontor-local-artifacts"
PSP_SECRET = f"/{STACK}/psp"
HAULIER_SECRET = f"/{STACK}/haulier"
TAX_SECRET = f"/{STACK}/tax"


def deploy(place: Place, binaries: dict[str, str]) -> None:
    """Brings the stack up to the template and the binaries given by their digests."""
    parameters = {
        "Stage": "dev",
        "Architecture": host_architecture(),
        "BaseUrl": place.callback_url,
        "MailDomain": MAIL_DOMAIN,
        "PspSecretParameter": PSP_SECRET,
        "HaulierSecretParameter": HAULIER_SECRET,
        "TaxSecretParameter": TAX_SECRET,
        "TokenUrl": place.endpoint,
        # Whoever builds pages beside it serves them from some port of this machine.
        "StorefrontOrigins": "*",
    }
    written = json.dumps(for_the_emulator(parameters), indent=1)
    template = transformed(parameters, json.loads(written))
    binaries = _placed(template, binaries)
    wanted = {
        "template": hashlib.sha256((written + json.dumps(parameters)).encode()).hexdigest(),
        "functions": binaries,
    }
    before = _deployed(place)
    if before.get("template") != wanted["template"] or set(before["functions"]) != set(binaries):
        _whole(place, written, parameters)
        wanted["packaged"] = binaries
        # CloudFormation compares packages with what *it* deployed last. A
        # function that has since been changed and changed back looks
        # untouched to it, yet runs the code handed over in between.
        stale = [
            name
            for name, digest in binaries.items()
            if before["packaged"].get(name) == digest != before["functions"].get(name)
        ]
    else:
        wanted["packaged"] = before["packaged"]
        stale = [name for name, digest in binaries.items() if before["functions"].get(name) != digest]
    _hand_over(place, stale)
    physical = resources(place)
    wanted["routes"] = routes.digest(template, physical)
    if before.get("routes") != wanted["routes"]:
        count = routes.create(place, template, physical, parameters["StorefrontOrigins"])
        print(f"  {count} routes")
    place.deployed.write_text(json.dumps(wanted, indent=1))


def _deployed(place: Place) -> dict:
    nothing = {"functions": {}, "packaged": {}}
    try:
        before = json.loads(place.deployed.read_text())
    except (OSError, ValueError):
        return nothing
    # The file may outlive the stack, when the emulator was killed before it
    # could write its state: ask the stack itself.
    try:
        client("cloudformation", place).describe_stacks(StackName=STACK)
    except ClientError:
        return nothing
    return before


def _whole(place: Place, template: str, parameters: dict[str, str]) -> None:
    started = time.monotonic()
    place.template.write_text(template)
    print("  the whole template, by `sam deploy`")
    for name in (PSP_SECRET, HAULIER_SECRET, TAX_SECRET):
        secret_parameters.ensure(client("ssm", place), name)
    storage = client("s3", place)
    try:
        storage.head_bucket(Bucket=ARTIFACTS)
    except ClientError:
        storage.create_bucket(Bucket=ARTIFACTS)
    command = [
        TOOLS / "sam", "deploy",
        "--template-file", place.template,
        "--config-env", "local",
        "--stack-name", STACK,
        "--s3-bucket", ARTIFACTS,
        "--capabilities", "CAPABILITY_IAM",
        "--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar",
        "--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items()),
    ]  # fmt: skip
    place.logs.mkdir(parents=True, exist_ok=True)
    log = place.logs / "deploy.log"
    with open(log, "wb") as out:
        done = subprocess.run(
            command, cwd=ROOT, env=place.aws_environment(), stdout=out, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise Problem(f"{tail}\n\n`sam deploy` refused the template; all it said is in {log}.")
    print(f"  deployed in {time.monotonic() - started:.0f} s")


def _hand_over(place: Place, names: list[str]) -> None:
    if not names:
        return
    physical = resources(place)
    services = client("lambda", place)

    def update(name: str) -> None:
        logical = f"{name.capitalize()}Function"
        services.update_function_code(FunctionName=physical[logical], ZipFile=_zip(name))
        print(f"  {name}: new code")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(update, names))


def _placed(template: dict, binaries: dict[str, str]) -> dict[str, str]:
    """Those that the template has a place for; says so of the others."""
    placed = {}
    for name, digest in binaries.items():
        logical = f"{name.capitalize()}Function"
        if logical in template["Resources"]:
            placed[name] = digest
        else:
            print(f"  {name} is left out: template.yaml has no resource {logical} (CONTRIBUTING.md shows one)")
    return placed


def _zip(name: str) -> bytes:
    """The same binary gives the same bytes: no dates, no owner."""
    packed = io.BytesIO()
    entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o755 << 16
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(entry, (BINARIES / name / "bootstrap").read_bytes())
    return packed.getvalue()

