"""Where things are, and what they are called, on this machine.

Everything a run writes is below one folder (`.local` unless KONTOR_STATE says
otherwise), so a second stack, as the live tests start one, never meets the
first: another folder, another port.
"""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
BINARIES = ROOT / "target" / "lambda"
REGION = "us-east-1"
ACCOUNT = "000000000000"
STACK = "kontor-local"
API_ID = "kontor"
# Mails of the local shop come from here; the emulator takes any domain as verified.
MAIL_DOMAIN = "kontor.example"
TOOLS = ROOT / ".venv" / "bin"

# The same profile as the tests, so that nothing is compiled twice. The release
# profile links each function for the better part of a minute.
CARGO_PROFILE = "dev"
CARGO_FOLDER = "debug"


class Problem(Exception):
    """Something the reader can mend; its text says how."""


@dataclass(frozen=True)
class Place:
    """One local stack: its port and its folder."""

    port: int
    folder: Path

    @classmethod
    def from_environment(cls) -> "Place":
        text = os.environ.get("KONTOR_PORT", "4566")
        if not text.isdigit() or not 1 <= int(text) <= 65535:
            raise Problem(f"KONTOR_PORT is '{text}'. Give a port number, for example KONTOR_PORT=4570.")
        folder = Path(os.environ.get("KONTOR_STATE", ROOT / ".local")).resolve()
        return cls(port=int(text), folder=folder)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}/_aws/execute-api/{API_ID}"

    @property
    def callback_url(self) -> str:
        """The same address for functions, which need no name looked up to find their own machine."""
        return f"{self.endpoint}/_aws/execute-api/{API_ID}"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def deployed(self) -> Path:
        """What the stack was last given; see `local.deploy`."""
        return self.folder / "deployed.json"

    @property
    def template(self) -> Path:
        """The template as it is deployed here; see `local.transform`."""
        return self.folder / "template.json"

    def aws_environment(self) -> dict[str, str]:
        """The environment in which every AWS client talks to this stack and to nothing else."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("AWS_") or name == "AWS_CA_BUNDLE"
        }
        environment.update(
            AWS_ENDPOINT_URL=self.endpoint,
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",
            AWS_DEFAULT_REGION=REGION,
            AWS_REGION=REGION,
            # The reader's own profile must not reach the emulator, nor the emulator's keys AWS.
            AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
            AWS_EC2_METADATA_DISABLED="true",
            SAM_CLI_TELEMETRY="0",
            # Asked every half second, not every five, whether the stack is done.
            SAM_CLI_POLL_DELAY="0.5",
        )
        return environment


def host_architecture() -> str:
    """The template's name for this machine's processor."""
    machine = platform.machine().lower()
    if machine in ("x86_64", "amd64"):
        return "x86_64"
    if machine in ("aarch64", "arm64"):
        return "arm64"
    raise Problem(f"This machine's processor is '{machine}'; Lambda knows only x86_64 and arm64.")
