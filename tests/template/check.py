"""The template, read by everything that knows CloudFormation, without a network.

    python -m tests.template.check
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from local.settings import REGION, ROOT, TEMPLATE, TOOLS, Place, Problem
from local.transform import transformed


# With everything that a parameter can leave out.
WHOLE = {"Stage": "prod", "Rollout": "Canary10Percent5Minutes", "AlarmEmail": "somebody@example.com", "Release": "1"}
# What the transforms used up is not there any more, or not needed.
USED_UP = ["--ignore-checks", "W1020", "W2001", "W7001", "--"]
# CloudFormation's own bounds, with room for one more function with a queue and a clock.
RESOURCES_MAX = 500 - 15
BYTES_MAX = 1_000_000 - 50_000


def _too_large(template: dict) -> str | None:
    resources, size = len(template["Resources"]), len(json.dumps(template))
    if resources > RESOURCES_MAX or size > BYTES_MAX:
        return (f"{resources} resources in {size} bytes: CloudFormation takes 500 in 1 MB. Count them by type: what "
                "every function has one of, such as log groups and alarms, could move to a stack of its own.")
    return None


def main() -> None:
    try:
        template = transformed(WHOLE)
        transformed()
    except Problem as problem:
        sys.exit(str(problem))
    if problem := _too_large(template):
        sys.exit(problem)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "template.transformed.json"
        plain.write_text(json.dumps(template, indent=1))
        checks = {
            "cfn-lint, as written": [TOOLS / "cfn-lint", TEMPLATE],
            "cfn-lint, as transformed": [TOOLS / "cfn-lint", *USED_UP, plain],
            "sam validate": [TOOLS / "sam", "validate", "--lint", "-t", TEMPLATE, "--region", REGION],
            "checkov, as transformed": [TOOLS / "checkov", "--config-file", ROOT / ".checkov.yaml", "-f", plain],
        }
        environment = Place.from_environment().aws_environment() | {"PYTHONWARNINGS": "ignore"}
        for name, command in checks.items():
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
            )
            print(f"  {'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout, done.stderr, sep="\n")
    print(f"{len(checks) - len(failed)} passed, {len(failed)} failed")
    if failed:
        sys.exit(f"template.yaml: see {', '.join(failed)} above. A finding of checkov may be left out in "
                 ".checkov.yaml, with its reason.")


if __name__ == "__main__":
    main()
