"""Messages that a function could not process: why, and once more.

    make letters                                  what waits, by reason
    make redrive FUNCTION=order                   puts the messages of one function back
    make redrive FUNCTION=order REASON=table.slow only those with this code

    python -m local.letters --help                for any stack, profile and region

Works on the local stack; with ENV=dev or ENV=prod (or --stack) on AWS, as
whoever the shell's AWS credentials are. A message is put back before it is
removed, so a failure in between doubles it, and functions do nothing twice.
"""

import argparse
import json
import os
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.aws import client as local_client
from local.settings import ROOT, STACK, Place, Problem

BATCH = 10
# Until we are through with them, nobody else sees the messages we look at: time to read and decide.
HELD_SECONDS = 300
END = "DeadLetters"


@dataclass(frozen=True)
class Letter:
    """One message that was given up."""

    whose: str
    queue: str
    id: str
    receipt: str
    body: str
    # Stable; what REASON chooses by.
    code: str
    reason: str


class Shop:
    """One deployed shop: clients of its AWS, and what its resources are called there."""

    def __init__(self, client: Callable, resources: dict[str, str]):
        self.client = client
        self.resources = resources

    def queues(self) -> dict[str, str]:
        """Whose → address of the dead-letter queue."""
        return {
            name.removesuffix(END).lower(): address for name, address in self.resources.items() if name.endswith(END)
        }

    def letters(self, whose: str, queue: str) -> list[Letter]:
        """Every message of a dead-letter queue, with its reason; held until it is put back or let go."""
        found: dict[str, dict] = {}
        while True:
            got = self.client("sqs").receive_message(
                QueueUrl=queue, MaxNumberOfMessages=BATCH, VisibilityTimeout=HELD_SECONDS, WaitTimeSeconds=1,
                MessageAttributeNames=["All"],
            ).get("Messages", [])  # fmt: skip
            before = len(found)
            found.update((message["MessageId"], message) for message in got)
            if len(found) == before:
                break
        return [self._letter(whose, queue, message) for message in found.values()]

    def _letter(self, whose: str, queue: str, message: dict) -> Letter:
        code, reason = self._filed(message["MessageId"]) or told(message)
        return Letter(whose, queue, message["MessageId"], message["ReceiptHandle"], message["Body"], code, reason)

    def _filed(self, message_id: str) -> tuple[str, str] | None:
        """What the function said of it; filed by the runtime beside the message."""
        key = {"pk": {"S": f"FAILURE#{message_id}"}, "sk": {"S": "FAILURE"}}
        found = self.client("dynamodb").get_item(TableName=self.resources["Table"], Key=key).get("Item")
        return (found["code"]["S"], found["reason"]["S"]) if found else None

    def let_go(self, letter: Letter) -> None:
        """Others may see it again at once."""
        self.client("sqs").change_message_visibility(
            QueueUrl=letter.queue, ReceiptHandle=letter.receipt, VisibilityTimeout=0
        )

    def put_back(self, letter: Letter) -> None:
        """Where it came from; only then is it removed."""
        if letter.whose == "outbox":
            self._publish(letter)
        else:
            self.client("sqs").send_message(QueueUrl=self.home(letter.queue), MessageBody=letter.body)
        self.client("sqs").delete_message(QueueUrl=letter.queue, ReceiptHandle=letter.receipt)

    def home(self, dead: str) -> str:
        """The queue that gives up into a dead-letter queue."""
        sqs = self.client("sqs")
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for address in self.resources.values():
            if not address.startswith("http") or address == dead:
                continue
            found = sqs.get_queue_attributes(QueueUrl=address, AttributeNames=["RedrivePolicy"]).get("Attributes", {})
            if json.loads(found.get("RedrivePolicy", "{}")).get("deadLetterTargetArn") == arn:
                return address
        raise Problem(f"No queue of this stack gives up into {dead}; its messages stay where they are.")

    def _publish(self, letter: Letter) -> None:
        """An event that the outbox parked goes to the bus, where it was going."""
        parked = json.loads(letter.body)
        if "detail-type" not in parked:
            raise Problem(f"{letter.id} is no event, so it cannot be sent; it stays where it is: {letter.body[:300]}")
        kind = parked["detail-type"]
        entry = {
            "EventBusName": self.resources["Bus"],
            "Source": kind.split(".")[0],
            "DetailType": kind,
            "Detail": parked["detail"] if isinstance(parked["detail"], str) else json.dumps(parked["detail"]),
        }
        answer = self.client("events").put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            raise Problem(f"The bus refused {kind} again: {answer['Entries'][0].get('ErrorMessage')}")


def told(message: dict) -> tuple[str, str]:
    """What the message itself says of its failure, where no function has filed a reason."""
    attributes = message.get("MessageAttributes", {})
    if "ERROR_CODE" in attributes:
        # EventBridge could not deliver it.
        said = attributes.get("ERROR_MESSAGE", {}).get("StringValue", "")
        return f"eventbridge.{attributes['ERROR_CODE']['StringValue'].lower()}", said
    try:
        body = json.loads(message["Body"])
    except ValueError:
        body = None
    if isinstance(body, dict) and "DDBStreamBatchInfo" in body:
        condition = body.get("requestContext", {}).get("condition", "unknown")
        return "outbox.given_up", f"{condition}; the events are in the table's OUTBOX# rows: {body['DDBStreamBatchInfo']}"
    if isinstance(body, dict) and "reason" in body:
        return "outbox.parked", str(body["reason"])
    return "none", "no reason on file: the function ended before it could say one (see its log)"


def by_reason(letters: Iterable[Letter]) -> list[tuple[str, str, list[Letter]]]:
    """Whose, code and the letters, the most frequent first."""
    groups: dict[tuple[str, str], list[Letter]] = defaultdict(list)
    for letter in letters:
        groups[letter.whose, letter.code].append(letter)
    return sorted(((*key, group) for key, group in groups.items()), key=lambda row: (-len(row[2]), row[:2]))


def described(letters: list[Letter], everything: bool) -> str:
    """The reasons, and under each of them its messages: three, or all."""
    lines = []
    for whose, code, group in by_reason(letters):
        lines.append(f"{len(group)} × {whose}: {code}")
        for letter in group if everything else group[:3]:
            lines += [f"    {letter.id}  {letter.reason}", f"        {letter.body[:200]}"]
        if not everything and len(group) > 3:
            lines.append(f"    and {len(group) - 3} more (--all shows them)")
    return "\n".join(lines) or "Nothing waits."


def chosen(letters: list[Letter], reason: str | None, ids: list[str]) -> list[Letter]:
    """Those with the code, and with one of the ids, where they are given."""
    return [
        letter for letter in letters if (not reason or letter.code == reason) and (not ids or letter.id in ids)
    ]


def show(shop: Shop, everything: bool) -> None:
    """Every waiting message, by reason."""
    letters = [letter for whose, queue in sorted(shop.queues().items()) for letter in shop.letters(whose, queue)]
    for letter in letters:
        shop.let_go(letter)
    print(described(letters, everything))


def redrive(shop: Shop, whose: str, pick: Callable[[list[Letter]], list[Letter]], ask: Callable[[str], bool]) -> int:
    """Shows why messages of a function failed, and puts the picked ones back if that is wanted; returns how many."""
    queues = shop.queues()
    if whose not in queues:
        raise Problem(f"Say whose: make redrive FUNCTION=<{'|'.join(sorted(queues))}>")
    letters = shop.letters(whose, queues[whose])
    picked = pick(letters)
    left = {letter.id: letter for letter in letters}
    print(described(picked, everything=False))
    count = 0
    try:
        if picked and ask(f"Put {len(picked)} of {len(letters)} back? [y/N] "):
            for letter in picked:
                shop.put_back(letter)
                del left[letter.id]
                count += 1
    finally:
        for letter in left.values():
            shop.let_go(letter)
        print(f"{whose}: {count} put back, {len(left)} left")
    return count


def _asked(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Problem("Nobody is there to ask; say --yes.")
    return input(question).strip().lower() in ("y", "yes")


def shop_of(given: argparse.Namespace) -> Shop:
    """The local shop, an environment of samconfig.toml, or any stack by name."""
    environment = os.environ.get("ENV") or None
    stack, region = given.stack, given.region
    if environment and not stack:
        configured = tomllib.loads((ROOT / "samconfig.toml").read_text())
        if environment not in configured or environment in ("default", "local"):
            raise Problem(f"samconfig.toml has no environment '{environment}'.")
        parameters = configured[environment]["deploy"]["parameters"]
        stack, region = parameters["stack_name"], region or parameters["region"]
    if stack:
        session = boto3.Session(profile_name=given.profile, region_name=region)
        client: Callable = session.client
    else:
        stack, place = STACK, Place.from_environment()

        def client(service: str):
            return local_client(service, place)

    pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    rows = (row for page in pages for row in page["StackResourceSummaries"])
    return Shop(client, {row["LogicalResourceId"]: row["PhysicalResourceId"] for row in rows})


def arguments(words: list[str]) -> argparse.Namespace:
    """The command line, read."""
    parser = argparse.ArgumentParser(prog="python -m local.letters", description="Messages that could not be processed.")
    parser.add_argument("what", nargs="?", choices=["show", "redrive"], default="show")
    parser.add_argument("function", nargs="?", default="", help="whose messages to put back")
    parser.add_argument("--reason", help="only those with this code")
    parser.add_argument("--id", action="append", default=[], help="only this message; may be given several times")
    parser.add_argument("--all", action="store_true", help="show every message, not three of each reason")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--stack", help="a stack on AWS; ENV=dev or ENV=prod takes it from samconfig.toml")
    parser.add_argument("--region", help="where the stack is")
    parser.add_argument("--profile", help="of your AWS configuration")
    return parser.parse_args(words)


def main() -> None:
    given = arguments(sys.argv[1:])
    try:
        shop = shop_of(given)
        if given.what == "redrive":
            ask = (lambda _: True) if given.yes else _asked
            redrive(shop, given.function, lambda letters: chosen(letters, given.reason, given.id), ask)
        else:
            show(shop, given.all)
    except Problem as problem:
        sys.exit(str(problem))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"The shop does not answer ({error}). Is `make run` running, or ENV set and AWS credentials valid?")


if __name__ == "__main__":
    main()
