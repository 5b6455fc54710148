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


def main() -> None:
    try:
        template = transformed()
    except Problem as problem:
        sys.exit(str(problem))
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "template.transformed.json"
        plain.write_text(json.dumps(template, indent=1))
        checks = {
            "cfn-lint, as written": [TOOLS / "cfn-lint", TEMPLATE],
            "cfn-lint, as transformed": [TOOLS / "cfn-lint", plain],
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
