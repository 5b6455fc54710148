"""Which sample goes to which function.

`events/invoke/<function>/*.json` are whole invocations, as `sam local invoke`
takes them. `events/<type>/v<n>/sample.json` is an event as it is on the bus;
it goes, in a queue message, to every function that a rule of the template
delivers that type to.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from local.settings import ACCOUNT, REGION, ROOT

EVENTS = ROOT / "events"


@dataclass(frozen=True)
class Sample:
    """One invocation of one function."""

    function: str
    name: str
    payload: dict
    published: bool = False


def all_samples(template: dict) -> list[Sample]:
    """Every sample of the repository, by function."""
    found = []
    for path in sorted((EVENTS / "invoke").glob("*/*.json")):
        found.append(Sample(path.parent.name, str(path.relative_to(ROOT)), json.loads(path.read_text())))
    consumers = _consumers(template)
    for path in sorted(EVENTS.glob("*/v*/sample.json")):
        message = _on_the_bus(path)
        for function in consumers.get(message["detail-type"], []):
            found.append(Sample(function, str(path.relative_to(ROOT)), _queued(message), published=True))
    return sorted(found, key=lambda sample: (sample.function, sample.name))


def _on_the_bus(path: Path) -> dict:
    sample = json.loads(path.read_text())
    if "detail-type" in sample:
        return sample
    # Only the detail is kept: the folders give its name, order.OrderPlaced/v1.
    kind = f"{path.parent.parent.name}.{path.parent.name}"
    return {
        "version": "0",
        "id": "00000000-0000-0000-0000-000000000001",
        "source": kind.split(".")[0],
        "account": ACCOUNT,
        "time": "2026-01-01T00:00:00Z",
        "region": REGION,
        "resources": [],
        "detail-type": kind,
        "detail": sample,
    }


def _queued(message: dict) -> dict:
    return {
        "Records": [
            {
                "messageId": "00000000-0000-0000-0000-000000000002",
                "receiptHandle": "sample",
                "body": json.dumps(message),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1767225600000",
                    "SenderId": ACCOUNT,
                    "ApproximateFirstReceiveTimestamp": "1767225600000",
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:sample",
                "awsRegion": REGION,
            }
        ]
    }


def _consumers(template: dict) -> dict[str, list[str]]:
    """Event type → functions, by rule, queue and event source mapping."""
    resources = template["Resources"].values()
    of_queue = {
        resource["Properties"]["EventSourceArn"]["Fn::GetAtt"][0]: resource["Properties"]["FunctionName"]["Ref"]
        for resource in resources
        if resource["Type"] == "AWS::Lambda::EventSourceMapping"
    }
    found: dict[str, list[str]] = {}
    for resource in resources:
        if resource["Type"] != "AWS::Events::Rule":
            continue
        for kind in resource["Properties"].get("EventPattern", {}).get("detail-type", []):
            for target in resource["Properties"]["Targets"]:
                function = of_queue.get(target["Arn"]["Fn::GetAtt"][0])
                if function:
                    found.setdefault(kind, []).append(function.removesuffix("Function").lower())
    return found
