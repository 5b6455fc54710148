"""The local mailbox: mails and text messages that the shop on this machine has sent.

    .venv/bin/python -m local.mailbox                  one line for each, oldest first
    .venv/bin/python -m local.mailbox --to ada@        those to whoever has this in their address
    .venv/bin/python -m local.mailbox --order 1F5K-…   those that name this order, in full
    .venv/bin/python -m local.mailbox --html --order … the same, as HTML: save it, open it
    .venv/bin/python -m local.mailbox --json           everything, for programs

Nothing leaves the machine: the emulator keeps what SES and SNS are given, and
forgets it when it ends or with `make reset`.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from datetime import datetime, timezone

from local.settings import ACCOUNT, Place, Problem


@dataclass(frozen=True)
class Letter:
    """One mail, or one text message."""

    kind: str
    to: str
    subject: str
    text: str
    html: str
    reference: str
    sent_at: str

    def names(self, order: str) -> bool:
        """Whether it says something about an order, by the number that people read."""
        return order in self.subject or order in self.text


def letters(place: Place) -> list[Letter]:
    """Everything sent since the emulator started; mails first, in the order they were sent."""
    mails = _ask(place, f"/_ministack/ses/messages?account={ACCOUNT}")["messages"].get(ACCOUNT, [])
    texts = _ask(place, f"/_ministack/sns/sms-messages?account={ACCOUNT}")["sms_messages"]
    return [_mail(one) for one in mails] + [_text(one) for numbers in texts.values() for one in numbers]


def _mail(one: dict) -> Letter:
    return Letter(
        kind="mail",
        to=", ".join(one["To"]),
        subject=one["Subject"],
        text=one["BodyText"],
        html=one["BodyHtml"] or "",
        reference=one["MessageId"],
        sent_at=datetime.fromtimestamp(one["Timestamp"], timezone.utc).isoformat(timespec="seconds"),
    )


def _text(one: dict) -> Letter:
    return Letter(
        kind="text", to=one["PhoneNumber"], subject="", text=one["Message"], html="",
        reference=one["MessageId"], sent_at="",
    )  # fmt: skip


def _ask(place: Place, path: str) -> dict:
    try:
        with urllib.request.urlopen(place.endpoint + path, timeout=30) as reply:
            return json.load(reply)
    except (urllib.error.URLError, ValueError) as error:
        raise Problem(f"The shop does not answer on port {place.port} ({error}). Is `make run` running?") from error


def main() -> None:
    """Lists or shows them."""
    parser = argparse.ArgumentParser(prog="local.mailbox", description="Mails and text messages of the local shop.")
    parser.add_argument("--to", default="", help="only those to an address that has this in it")
    parser.add_argument("--order", default="", help="only those about this order number, in full")
    parser.add_argument("--html", action="store_true", help="show the HTML of mails instead of their text")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    wanted = parser.parse_args()
    try:
        found = [
            letter
            for letter in letters(Place.from_environment())
            if wanted.to.lower() in letter.to.lower() and (not wanted.order or letter.names(wanted.order))
        ]
    except Problem as problem:
        sys.exit(str(problem))
    if wanted.json:
        json.dump([asdict(letter) for letter in found], sys.stdout, indent=1, ensure_ascii=False)
        return
    for letter in found:
        if wanted.order or wanted.html:
            print(f"{letter.kind} to {letter.to}\n{letter.subject}\n")
            print(letter.html if wanted.html and letter.html else letter.text, end="\n\n")
        else:
            print(f"{letter.sent_at or '—':25}  {letter.to:32}  {letter.subject or letter.text}")
    if not wanted.html:
        print(f"{len(found)} letters")


if __name__ == "__main__":
    main()
