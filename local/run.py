"""`make run`: the whole shop on this machine, until Ctrl-C."""

import signal
import sys
import time

from local import build, deploy, seed, stack
from local.settings import Place, Problem


class _Stop(BaseException):
    """Ctrl-C, or the terminal went away. No library may take it for an error and go on."""


def _on_signal(*_):
    raise _Stop


def announce(place: Place) -> None:
    """Everything a newcomer needs to send a first request."""
    print(f"""
The shop is open.

  Base URL   {place.base_url}
  Shopper    shopper@example.org        token: local/token shopper
  Staff      admin@example.org          token: local/token admin
             (also catalog, fulfilment, service, finance; every password is Kontor-local-1)
  Machine    client credentials         token: local/token machine
  Logs       {place.logs}/<function>.log

  curl -H "authorization: Bearer $(local/token shopper)" {place.base_url}/me
""")


def bring_up(place: Place, binaries: dict[str, str]) -> None:
    """Deploys what is new and adds the sample data."""
    deploy.deploy(place, binaries)
    seed.seed(place)


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _on_signal)
    try:
        place = Place.from_environment()
        started = time.monotonic()
        print("Building the functions …", flush=True)
        binaries = build.build()
        if stack.running_pid(place) is not None:
            # A second `make run` beside the first: it brings the shop up to date and leaves.
            print("The shop is already running here; deploying what is new …", flush=True)
            bring_up(place, binaries)
            announce(place)
            return
        print("Starting the local stack …", flush=True)
        process = stack.start(place)
        try:
            print("Deploying …", flush=True)
            bring_up(place, binaries)
            announce(place)
            print(f"Ready after {time.monotonic() - started:.0f} s. Ctrl-C stops it; its state is kept.", flush=True)
            while process.poll() is None:
                time.sleep(0.5)
            raise Problem(f"The emulator ended by itself; see {place.logs / 'emulator.log'}.")
        except _Stop:
            # A second Ctrl-C must not cut the saving short.
            for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(name, signal.SIG_IGN)
            print("\nStopping; saving the state …", flush=True)
        finally:
            stack.stop(process, place)
    except _Stop:
        sys.exit(130)
    except Problem as problem:
        sys.exit(f"\n{problem}")


if __name__ == "__main__":
    main()
