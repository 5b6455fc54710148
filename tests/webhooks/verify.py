"""Judges webhooks by the published Python library, at a time of the caller's choice.

    python -m tests.webhooks.verify < calls.json

Reads a list of calls, each with `secret`, `headers`, `body` and `now` (epoch seconds), and writes a list
of verdicts: the parsed body's `type`, or the library's complaint as `refused: …`. The library knows only
the machine's own clock, so that is what is set here.
"""

import json
import sys
from datetime import datetime, timezone

from standardwebhooks import webhooks


def _at(seconds: int):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromtimestamp(seconds, tz or timezone.utc)

    return Clock


def verdict(call: dict) -> str:
    webhooks.datetime = _at(call["now"])
    try:
        return webhooks.Webhook(call["secret"]).verify(call["body"], call["headers"])["type"]
    except webhooks.WebhookVerificationError as refused:
        return f"refused: {refused}"


if __name__ == "__main__":
    json.dump([verdict(call) for call in json.load(sys.stdin)], sys.stdout)
