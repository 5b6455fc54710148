"""Messages that a function could not process: why, and once more.

    make letters                       what waits, in every dead-letter queue
    make redrive FUNCTION=order        puts the messages of one function back

Both work on the local stack; with ENV=dev or ENV=prod on AWS, as whoever the
shell's AWS credentials are. A message is put back before it is removed, so a
failure in between doubles it, and functions do nothing twice.
"""

import json
import os
import sys
import tomllib

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.aws import client as local_client
from local.settings import ROOT, STACK, Place, Problem

BATCH = 10
# Until we are through with them, nobody else sees the messages we look at.
HELD_SECONDS = 30


class Shop:
    """One deployed shop: the local one, or an environment of samconfig.toml."""

    def __init__(self, environment: str | None):
        if environment is None:
            place = Place.from_environment()
            self.client = lambda service: local_client(service, place)
            stack = STACK
        else:
            configured = tomllib.loads((ROOT / "samconfig.toml").read_text())
            if environment not in configured or environment in ("default", "local"):
                raise Problem(f"samconfig.toml has no environment '{environment}'.")
            given = configured[environment]["deploy"]["parameters"]
            self.client = lambda service: boto3.client(service, region_name=given["region"])
            stack = given["stack_name"]
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
        self.resources = {
            row["LogicalResourceId"]: row["PhysicalResourceId"]
            for page in pages
            for row in page["StackResourceSummaries"]
        }

    def queues(self) -> dict[str, str]:
        """Function → address of its dead-letter queue."""
        end = "DeadLetters"
        return {
            name.removesuffix(end).lower(): address
            for name, address in self.resources.items()
            if name.endswith(end)
        }

    def receive(self, queue: str) -> list[dict]:
        """Every message of a queue, each with its latest receipt."""
        found: dict[str, dict] = {}
        while True:
            got = self.client("sqs").receive_message(
                QueueUrl=queue, MaxNumberOfMessages=BATCH, VisibilityTimeout=HELD_SECONDS, WaitTimeSeconds=1
            ).get("Messages", [])
            before = len(found)
            found.update((message["MessageId"], message) for message in got)
            if len(found) == before:
                return list(found.values())

    def reason(self, message_id: str) -> str:
        """What the function said of it; filed by the runtime beside the message."""
        key = {"pk": {"S": f"FAILURE#{message_id}"}, "sk": {"S": "FAILURE"}}
        found = self.client("dynamodb").get_item(TableName=self.resources["Table"], Key=key).get("Item")
        if found is None:
            return "no reason on file: the function ended before it could say one (see its log)"
        return f"{found['code']['S']}: {found['reason']['S']}"

    def home(self, function: str, body: str) -> str:
        """The queue a message came from; the runtime tells them apart in the same way."""
        try:
            message = json.loads(body)
        except ValueError:
            message = {}
        kind = "Queue" if "detail-type" in message else "Uploads" if "Records" in message else "Jobs"
        for name, address in self.resources.items():
            if name.lower() == f"{function}{kind}".lower():
                return address
        raise Problem(f"{function} has no {kind} in this stack; the message stays where it is.")


def show(shop: Shop) -> None:
    """Every waiting message with its reason."""
    for function, queue in sorted(shop.queues().items()):
        messages = shop.receive(queue)
        for message in messages:
            shop.client("sqs").change_message_visibility(
                QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
            print(f"{function}: {message['MessageId']}\n  {shop.reason(message['MessageId'])}\n  {message['Body'][:300]}")
        print(f"{function}: {len(messages)} waiting")


def redrive(shop: Shop, function: str) -> None:
    """Puts every message of a function back."""
    queues = shop.queues()
    if function not in queues:
        raise Problem(f"Say whose: make redrive FUNCTION=<{'|'.join(sorted(queues))}>")
    messages = shop.receive(queues[function])
    for message in messages:
        if function == "outbox":
            _publish(shop, message["Body"])
        else:
            shop.client("sqs").send_message(QueueUrl=shop.home(function, message["Body"]), MessageBody=message["Body"])
        shop.client("sqs").delete_message(QueueUrl=queues[function], ReceiptHandle=message["ReceiptHandle"])
    print(f"{function}: {len(messages)} put back")


def _publish(shop: Shop, body: str) -> None:
    """An event that the outbox parked goes to the bus, where it was going."""
    parked = json.loads(body)
    if "detail-type" not in parked:
        raise Problem(f"The outbox parked something that is no event; it stays where it is: {body[:300]}")
    kind = parked["detail-type"]
    entry = {
        "EventBusName": shop.resources["Bus"],
        "Source": kind.split(".")[0],
        "DetailType": kind,
        "Detail": parked["detail"] if isinstance(parked["detail"], str) else json.dumps(parked["detail"]),
    }
    answer = shop.client("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise Problem(f"The bus refused {kind} again: {answer['Entries'][0].get('ErrorMessage')}")


def main() -> None:
    try:
        shop = Shop(os.environ.get("ENV") or None)
        if sys.argv[1:2] == ["redrive"]:
            redrive(shop, sys.argv[2] if len(sys.argv) > 2 else "")
        else:
            show(shop)
    except Problem as problem:
        sys.exit(str(problem))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"The shop does not answer ({error}). Is `make run` running, or ENV set and AWS credentials valid?")


if __name__ == "__main__":
    main()
