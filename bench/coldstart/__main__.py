"""How fast a function starts, how large it is, and how much memory it takes.

    make bench BENCH=coldstart                              (every function)
    make bench BENCH=coldstart FUNCTIONS="identity cart"     (a few)

While `make run` runs in another terminal: functions ask its table.

Each function's release binary is started in AWS's Runtime Interface Emulator
and called once. Measured is from that call, which starts the process, to its
answer: start, initialisation with the first call to the table, and one whole
request. Lambda's own time to find a machine and unpack the code is not in it.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from local import rie
from local.aws import resources
from local.build import function_names
from local.settings import ROOT, Place, Problem
from tests.rie.samples import all_samples

STARTS = 30
RESULTS = ROOT / "bench" / "results" / "coldstart.json"


def _release(names: list[str]) -> Path:
    """Builds functions as they go to AWS, for this machine; returns their folder."""
    command = ["cargo", "build", "--release", "--bins", *(word for name in names for word in ("--package", name))]
    print("Building the functions for release (each takes a minute) …", flush=True)
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Problem("The functions do not compile; the compiler's words are above.")
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return Path(json.loads(found.stdout)["target_directory"]) / "release"


def _peak_kib(emulator: int) -> int:
    """The most memory that the function's process has held."""
    children = Path(f"/proc/{emulator}/task/{emulator}/children")
    tasks = Path(f"/proc/{emulator}/task").iterdir()
    found = children.read_text().split() + [pid for task in tasks for pid in (task / "children").read_text().split()]
    status = Path(f"/proc/{found[0]}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def _percentile(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def _measure(name: str, binary: Path, place: Place, physical: dict[str, str]) -> dict:
    mine = [sample for sample in all_samples() if sample.function == name]
    if not mine:
        raise Problem(f"{name} has no sample below events/invoke/ to be called with.")
    sample = next((each for each in mine if each.name.endswith("http.json")), mine[0])
    variables = rie.environment(place, name, physical)
    log = place.logs / f"coldstart-{name}.log"
    millis, peaks = [], []
    for _ in range(STARTS):
        with rie.running(binary, variables, log) as function:
            began = time.perf_counter()
            reply = function.call(sample.payload)
            millis.append((time.perf_counter() - began) * 1_000)
            if "errorType" in reply:
                raise Problem(f"{name} failed: {reply}")
            peaks.append(_peak_kib(function.process.pid))
    millis.sort()
    return {
        "function": name,
        "p50_ms": round(statistics.median(millis), 1),
        "p95_ms": round(_percentile(millis, 0.95), 1),
        "p99_ms": round(_percentile(millis, 0.99), 1),
        "max_ms": round(millis[-1], 1),
        "peak_mib": round(max(peaks) / 1_024, 1),
        "binary_mb": round(binary.stat().st_size / 1e6, 2),
    }


def _machine() -> dict:
    models = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {"cpu": models[0] if models else platform.machine(), "cores": os.cpu_count(), "os": platform.system()}


def _chosen() -> list[str]:
    """FUNCTIONS names a few; all without it."""
    names = function_names()
    wanted = os.environ.get("FUNCTIONS", "").split() or names
    if unknown := sorted(set(wanted) - set(names)):
        raise Problem(f"There is no function {', '.join(unknown)}. There are: {' '.join(names)}")
    return wanted


def main() -> None:
    try:
        place = Place.from_environment()
        physical = resources(place)
        names = _chosen()
        folder = _release(names)
        rows = []
        print(f"{'function':<12}{'p50 ms':>9}{'p95 ms':>9}{'peak MiB':>10}{'MB':>7}")
        for name in names:
            row = _measure(name, folder / name, place, physical)
            print(f"{name:<12}{row['p50_ms']:>9}{row['p95_ms']:>9}{row['peak_mib']:>10}{row['binary_mb']:>7}", flush=True)
            rows.append(row)
    except Problem as problem:
        sys.exit(str(problem))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    RESULTS.parent.mkdir(exist_ok=True)
    result = {
        "bench": "coldstart",
        "what": "exec to first reply, under the Runtime Interface Emulator, a call of the local stack's table among it",
        "commit": commit.stdout.strip(),
        "machine": _machine(),
        "measured_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "n": STARTS,
        "rows": rows,
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(f"Written to {RESULTS.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
