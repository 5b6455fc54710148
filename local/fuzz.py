"""Schemathesis over openapi.json: no 5xx, and no answer the document does not describe."""

import subprocess

from local.settings import ROOT, TOOLS, Place

DOCUMENT = ROOT / "openapi.json"
# Fixed, so that a finding can be had again; raise EXAMPLES for a longer hunt.
SEED = "20261122"
EXAMPLES = "20"
# Positive and negative requests of every operation, as each kind of caller.
CALLERS = {"anonymous": None, "a shopper": "KONTOR_SHOPPER_TOKEN", "an administrator": "KONTOR_STAFF_TOKEN_ADMIN"}
# Whoever may do everything tries every corner of every operation; to the others most doors are closed.
PHASES = {"an administrator": "examples,coverage,fuzzing"}
FEWER_PHASES = "examples,fuzzing"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def _command(place: Place, token: str | None, phases: str) -> list:
    command = [
        TOOLS / "schemathesis", "run", DOCUMENT,
        "--url", place.base_url,
        "--checks", CHECKS,
        "--phases", phases,
        "--max-examples", EXAMPLES,
        "--seed", SEED,
        "--generation-deterministic",
        # More would share one Python process, whose parser of syntax trees then fails now and then.
        "--workers", "1",
        "--request-timeout", "30",
        "--no-color",
    ]  # fmt: skip
    return [*command, "--header", f"Authorization: Bearer {token}"] if token else command


def fuzz(place: Place, environment: dict[str, str]) -> str | None:
    """What went wrong, or None. The callers go side by side: the shop has to stand that, too."""
    running = {}
    for name, variable in CALLERS.items():
        print(f"  · requests nobody thought of, as {name}", flush=True)
        log = place.logs / f"fuzz-{name.split()[-1]}.log"
        token = environment[variable] if variable else None
        command = _command(place, token, PHASES.get(name, FEWER_PHASES))
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=place.folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        running[name] = process, log
    failed = []
    for name, (process, log) in running.items():
        code = process.wait()
        told = log.read_text(errors="replace")
        counted = next((line.strip() for line in told.splitlines() if " generated, " in line), "no count")
        print(f"  {'ok ' if code == 0 else 'FAILED'} as {name}: {counted}", flush=True)
        if code:
            print(told, flush=True)
            failed.append(name)
    return f"Schemathesis, as {' and as '.join(failed)}, found what is above." if failed else None
