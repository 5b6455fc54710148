"""`make deploy ENV=dev`: builds for release and gives the template to AWS."""

import subprocess
import sys
import tomllib

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


def main() -> None:
    environment = sys.argv[1] if len(sys.argv) > 1 else "dev"
    architecture = _parameters(environment).get("Architecture", "arm64")
    flag = {"arm64": "--arm64", "x86_64": "--x86-64"}[architecture]
    command = ["cargo", "lambda", "build", "--release", flag, "--lambda-dir", BINARIES]
    for name in function_names():
        command += ["--bin", name]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("The release build failed; the compiler's words are above.")
    done = subprocess.run(
        [TOOLS / "sam", "deploy", "--config-env", environment, "--template-file", TEMPLATE], cwd=ROOT, check=False
    )
    if done.returncode:
        sys.exit("`sam deploy` failed. Are AWS credentials set for the right account (`aws sts get-caller-identity`)?")


if __name__ == "__main__":
    main()
