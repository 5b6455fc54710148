"""Runs a command that needs the shop: its address and everyone's token in the environment.

    .venv/bin/python -m local.with_shop cargo test -p live
"""

import os
import sys

from local import parameters, people, stack
from local.aws import client
from local.deploy import HAULIER_SECRET
from local.settings import Place, Problem


def main() -> None:
    try:
        place = Place.from_environment()
        if not stack.healthy(place):
            raise Problem(f"No shop runs on port {place.port}. Start it with `make run` in another terminal, then try again.")
        environment = os.environ | people.environment(place)
        # For whoever plays the make-believe carrier's people.
        environment["KONTOR_HAULIER_SECRET"] = parameters.read(client("ssm", place), HAULIER_SECRET)
    except Problem as problem:
        sys.exit(str(problem))
    if len(sys.argv) < 2:
        sys.exit("Say which command: python -m local.with_shop <command> …")
    os.execvpe(sys.argv[1], sys.argv[1:], environment)


if __name__ == "__main__":
    main()
