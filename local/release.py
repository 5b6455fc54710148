"""`make deploy ENV=dev`: builds for release and gives the template to AWS."""

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from local import parameters as secret_parameters
from local.build import function_names
from local.settings import BINARIES, ROOT, TEMPLATE, TOOLS


def _parameters(environment: str) -> dict[str, str]:
    """The template's parameters as samconfig.toml gives them for one environment."""
    configured = tomllib.loads((ROOT / "samconfig.toml").read_text())
    named = [name for name in configured if name not in ("version", "default", "local")]
    if environment not in named:
        sys.exit(f"samconfig.toml has no environment '{environment}'. It has: {', '.join(named)}.")
    given = configured[environment]["deploy"]["parameters"]["parameter_overrides"]
    return dict(pair.split("=", 1) for pair in given.split())


def release_of(parameters: dict[str, str], files: list[Path]) -> str:
    """Names what is deployed: the same parameters and files have the same name.

    SAM gives callers a function's new version when the code's package changes,
    but not when a parameter does that the function is told of.
    """
    digest = hashlib.sha256()
    for name, value in sorted(parameters.items()):
        if name != "Release":
            digest.update(f"{name}={value}\n".encode())
    for path in sorted(files):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _deploy(environment: str, parameters: dict[str, str]) -> None:
    binaries = [BINARIES / name / "bootstrap" for name in function_names()]
    parameters = parameters | {"Release": release_of(parameters, [TEMPLATE, *binaries])}
    command = [TOOLS / "sam", "deploy", "--config-env", environment, "--template-file", TEMPLATE]
    command += ["--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items())]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("`sam deploy` failed. Are AWS credentials set for the right account (`aws sts get-caller-identity`)?")


def _make_up_secrets(environment: str, parameters: dict[str, str]) -> None:
    """The secrets of the make-believe provider, carrier and tax service; keys of real providers are put there by people."""
    configured = tomllib.loads((ROOT / "samconfig.toml").read_text())[environment]["deploy"]["parameters"]
    for secret in ("PspSecretParameter", "HaulierSecretParameter", "TaxSecretParameter"):
        if name := parameters.get(secret):
            secret_parameters.ensure(boto3.client("ssm", region_name=configured["region"]), name)


def _base_url(environment: str) -> str:
    configured = tomllib.loads((ROOT / "samconfig.toml").read_text())[environment]["deploy"]["parameters"]
    stacks = boto3.client("cloudformation", region_name=configured["region"])
    outputs = stacks.describe_stacks(StackName=configured["stack_name"])["Stacks"][0]["Outputs"]
    return next(output["OutputValue"] for output in outputs if output["OutputKey"] == "BaseUrl")


def main() -> None:
    environment = sys.argv[1] if len(sys.argv) > 1 else "dev"
    parameters = _parameters(environment)
    architecture = parameters.get("Architecture", "arm64")
    flag = {"arm64": "--arm64", "x86_64": "--x86-64"}[architecture]
    command = ["cargo", "lambda", "build", "--release", flag, "--lambda-dir", BINARIES]
    for name in function_names():
        command += ["--bin", name]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("The release build failed; the compiler's words are above.")
    _make_up_secrets(environment, parameters)
    if parameters.get("BaseUrl"):
        # A domain of the shop's own, named in samconfig.toml.
        _deploy(environment, parameters)
        return
    # Functions are told the API's address, which the first deployment makes known;
    # from then on the second call changes nothing.
    try:
        parameters["BaseUrl"] = _base_url(environment)
    except (ClientError, StopIteration):
        _deploy(environment, parameters)
        parameters["BaseUrl"] = _base_url(environment)
    _deploy(environment, parameters)


if __name__ == "__main__":
    main()
