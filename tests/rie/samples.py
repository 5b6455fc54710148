"""Which sample goes to which function.

`events/invoke/<function>/*.json` are whole invocations, as `sam local invoke`
takes them; `cargo run -p conformance -- write` makes them, one for every
operation, event, schedule and queue that a function is woken by.
"""

import json
import re
from dataclasses import dataclass

from local.settings import ROOT

EVENTS = ROOT / "events"
# Messages that speak of something: an event of the bus, or work the function gave itself.
ABOUT_SOMETHING = re.compile(r"job|.*\.v\d+")


@dataclass(frozen=True)
class Sample:
    """One invocation of one function."""

    function: str
    name: str
    payload: dict
    published: bool = False


def all_samples() -> list[Sample]:
    """Every sample of the repository, by function."""
    return [
        Sample(
            path.parent.name,
            str(path.relative_to(ROOT)),
            json.loads(path.read_text()),
            published=ABOUT_SOMETHING.fullmatch(path.stem) is not None,
        )
        for path in sorted((EVENTS / "invoke").glob("*/*.json"))
    ]
