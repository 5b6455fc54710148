"""Schemathesis over openapi.json: no 5xx, and no answer the document does not describe."""

import subprocess

from local.settings import ROOT, TOOLS, Place

DOCUMENT = ROOT / "openapi.json"
# Fixed, so that a finding can be had again; raise EXAMPLES for a longer hunt.
SEED = "20261122"
EXAMPLES = "20"
# Positive and negative requests of every operation, as each kind of caller.
CALLERS = {"anonymous": None, "a shopper": "KONTOR_SHOPPER_TOKEN", "an administrator": "KONTOR_STAFF_TOKEN_ADMIN"}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def fuzz(place: Place, environment: dict[str, str]) -> str | None:
    """What went wrong, or None."""
    if not DOCUMENT.exists():
        return None
    for name, variable in CALLERS.items():
        print(f"  · requests nobody thought of, as {name}", flush=True)
        command = [
            TOOLS / "schemathesis", "run", DOCUMENT,
            "--url", place.base_url,
            "--checks", CHECKS,
            "--phases", "examples,coverage,fuzzing",
            "--max-examples", EXAMPLES,
            "--seed", SEED,
            "--generation-deterministic",
            "--workers", "4",
            "--request-timeout", "30",
            "--no-color",
        ]  # fmt: skip
        if variable:
            command += ["--header", f"Authorization: Bearer {environment[variable]}"]
        if subprocess.run(command, cwd=place.folder, env=environment, check=False).returncode:
            return f"Schemathesis, as {name}, found what is above."
    return None
