"""Runs every function with every sample in AWS's Runtime Interface Emulator.

The same binaries, called as Lambda calls them and as `sam local invoke` would
with Docker, against the tables and queues of a running local stack, each with
the credentials of its own role.

    python -m tests.rie.run        (while `make run` runs, or from `make test`)
"""

import sys

from local import rie
from local.aws import resources
from local.build import function_names
from local.settings import BINARIES, Place, Problem
from tests.rie.samples import Sample, all_samples


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
    failed = 0
    with rie.running(BINARIES / name / "bootstrap", rie.environment(place, name, physical), log) as function:
        for sample in samples:
            complaint = _complaint(sample, function.call(sample.payload))
            failed += complaint is not None
            print(f"  {'FAIL' if complaint else 'ok  '} {name} ← {sample.name}", flush=True)
            if complaint:
                print(f"       {complaint}\n       its log: {log}")
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
