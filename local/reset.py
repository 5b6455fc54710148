"""`make reset`: the local shop as if it had never run."""

import sys

from local import stack
from local.settings import Place, Problem


def main() -> None:
    try:
        place = Place.from_environment()
        stack.reset(place)
        print(f"Emptied. The next `make run` starts with a new shop below {place.folder}.")
    except Problem as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
