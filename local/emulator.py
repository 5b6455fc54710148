"""Runs ministack, the AWS emulator, with seven things changed.

- Its Runtime API server writes a response's head and body apart, so Nagle's
  algorithm holds every invocation for 40 ms. Without it a warm call takes 9 ms
  instead of 52.
- It keeps every invocation's log lines in memory, one log stream each. Here
  they go to one file per function, where `tail -f` finds them.
- It evaluates a role's actions but not `dynamodb:LeadingKeys`, the condition
  that keeps a function inside its own part of the table. Here it gets the keys
  of each request, so a function that strays is refused as it would be on AWS.
- It does not say which identity a mail is sent by, so a role that may send by
  one alone could send none. Here it is the domain of the sender.
- It does not know which workgroup a query runs in once it has begun, so a role
  that may ask in one alone could read no answer. Here it looks it up.
- It saves how far each reader of a table's stream was, but not the stream. A
  shop that was stopped and started would miss as many events as it had seen
  before. Here readers begin with the stream.
- Policies demand encrypted connections. The loopback of one machine counts as
  one here; it has no certificate to offer.

The release is pinned by hash in requirements.txt; a new one that moved these
functions ends here, with a sentence, and not in a stack that half works.
"""

import json
import os
import re
import socketserver
import sys
import threading
from datetime import datetime, timezone
from email.utils import parseaddr
from pathlib import Path

LEADING_KEYS = "dynamodb:LeadingKeys"
_EQUALS = re.compile(r"([#\w]+)\s*=\s*(:\w+)")


class _Arn(str):
    """A table's ARN that also carries the leading key of one transaction item."""

    leading: list[str] = []


def _leading_of(request: dict) -> list[str]:
    """The partition key values that one DynamoDB request, or transaction item, names."""
    values = []
    for place in ("Key", "Item"):
        key = request.get(place)
        if isinstance(key, dict) and "pk" in key:
            values += key["pk"].values()
    condition = request.get("KeyConditionExpression")
    if condition:
        names = request.get("ExpressionAttributeNames") or {}
        given = request.get("ExpressionAttributeValues") or {}
        for name, value in _EQUALS.findall(condition):
            # The partition key of the table or of an index: all end in "pk" here.
            if names.get(name, name).endswith("pk") and value in given:
                values += given[value].values()
    for table in (request.get("RequestItems") or {}).values():
        rows = table.get("Keys", []) if isinstance(table, dict) else table
        for row in rows:
            key = row.get("pk") or next(iter(row.values())).get("Key", next(iter(row.values())).get("Item", {})).get("pk", {})
            values += key.values()
    return [str(value) for value in values]


def _patch_leading_keys() -> None:
    from ministack.core import iam_actions, iam_evaluator

    context_before = iam_actions.dynamodb_service_context
    checks_before = iam_actions.dynamodb_transaction_checks
    enforce_before = iam_evaluator.enforce
    actions = iam_actions._DYNAMODB_TRANSACT_ITEM_ACTIONS

    def context(body: bytes) -> dict:
        found = context_before(body)
        request = json.loads(body or b"{}")
        keys = [] if "TransactItems" in request else _leading_of(request)
        if keys:
            found[LEADING_KEYS] = keys
        return found

    def checks(action: str, body: bytes, region: str, account: str):
        found = checks_before(action, body, region, account)
        if not found:
            return found
        # In the same order as `found`, each item with its own key: a verb may
        # be granted on one prefix and not on another.
        members = [
            item[member]
            for item in json.loads(body)["TransactItems"]
            for member in actions
            if isinstance(item.get(member), dict)
        ]
        tagged = []
        for (item_action, arn), member in zip(found, members, strict=True):
            arn = _Arn(arn)
            arn.leading = _leading_of(member)
            tagged.append((item_action, arn))
        return tagged

    def enforce(access_key, action, service, region, resource_arn="*", service_context=None):
        # AWS grants the batch calls of SQS by the right to the single call.
        if action.startswith("sqs:") and action.endswith("Batch"):
            action = action.removesuffix("Batch")
        if isinstance(resource_arn, _Arn):
            service_context = {**(service_context or {}), LEADING_KEYS: resource_arn.leading}
        return enforce_before(
            access_key, action, service, region, resource_arn=resource_arn, service_context=service_context
        )

    iam_actions.dynamodb_service_context = context
    iam_actions.dynamodb_transaction_checks = checks
    iam_evaluator.enforce = enforce


def _patch_senders() -> None:
    from ministack.core import iam_actions

    resource_before = iam_actions._ses_v2_resource_arn

    def resource(method: str, path: str, body: bytes, region: str, account: str) -> str:
        if method == "POST" and path.rstrip("/").endswith("/v2/email/outbound-emails"):
            sender = parseaddr(json.loads(body or b"{}").get("FromEmailAddress", ""))[1]
            return f"arn:aws:ses:{region}:{account}:identity/{sender.rpartition('@')[2]}"
        return resource_before(method, path, body, region, account)

    iam_actions._ses_v2_resource_arn = resource


def _patch_workgroups() -> None:
    from ministack.core import iam_actions
    from ministack.services import athena

    resource_before, executions = iam_actions.extract_resource_arn, athena._executions

    def resource(service: str, method: str, path: str, headers: dict, body: bytes, query: dict, region: str, account: str) -> str:
        if service == "athena" and b"QueryExecutionId" in (body or b""):
            query_id = json.loads(body).get("QueryExecutionId", "")
            workgroup = (executions.get(query_id) or {}).get("WorkGroup", "")
            return f"arn:aws:athena:{region}:{account}:workgroup/{workgroup}"
        return resource_before(service, method, path, headers, body, query, region, account)

    iam_actions.extract_resource_arn = resource


def _patch_transport() -> None:
    from ministack.core import iam_evaluator

    def pin(source_ip: str, secure_transport: bool) -> None:
        iam_evaluator._request_origin.set((source_ip, True))

    # `app` takes the function by name when it is imported, which must come after this.
    if "ministack.app" in sys.modules or not hasattr(iam_evaluator, "_request_origin"):
        raise AttributeError("iam_evaluator.pin_request_origin")
    iam_evaluator.pin_request_origin = pin


def _patch_streams() -> None:
    from ministack.services import lambda_svc

    restore_before = lambda_svc._restore_esm_positions
    positions = lambda_svc._dynamodb_stream_positions

    def restore(target, saved):
        if target is not positions:
            restore_before(target, saved)

    lambda_svc._restore_esm_positions = restore


def _patch_logs(folder: Path) -> None:
    from ministack.services import lambda_svc

    folder.mkdir(parents=True, exist_ok=True)
    lock = threading.Lock()

    def write(func, request_id, log_text, error, duration_ms, *, log_source=None):
        config = func.get("config") or func
        # kontor-local-OrderFunction-F460B1DB76864 → order
        name = config.get("FunctionName", "unknown").removeprefix("kontor-local-").split("-")[0]
        name = name.removesuffix("Function").lower() or "unknown"
        now = datetime.now(timezone.utc).strftime("%H:%M:%S.%f")[:-3]
        outcome = "failed" if error else "done"
        lines = [log_text.rstrip("\n")] if log_text else []
        lines.append(f"{now} {outcome} in {duration_ms} ms, request {request_id}")
        with lock, open(folder / f"{name}.log", "a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")

    if not hasattr(lambda_svc, "_emit_lambda_logs"):
        raise AttributeError("lambda_svc._emit_lambda_logs")
    lambda_svc._emit_lambda_logs = write


def main() -> None:
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    try:
        _patch_transport()
        _patch_leading_keys()
        _patch_senders()
        _patch_workgroups()
        _patch_streams()
        _patch_logs(Path(os.environ["KONTOR_LOGS"]))
    except (ImportError, AttributeError) as missing:
        raise SystemExit(
            f"local/emulator.py does not fit this release of ministack ({missing}). "
            "Install the pinned one with `rm -rf .venv && make tools`, or adapt the file."
        ) from missing
    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
