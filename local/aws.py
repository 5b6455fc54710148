"""Clients of the local stack, and the names its resources were given."""

from functools import cache

import boto3
from botocore.config import Config

from local.settings import REGION, STACK, Place


@cache
def client(service: str, place: Place):
    """A client of one service; never one of the real AWS."""
    return boto3.client(
        service,
        endpoint_url=place.endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 2}, read_timeout=60),
    )


def resources(place: Place) -> dict[str, str]:
    """The deployed stack: each logical id of the template and its physical id."""
    pages = client("cloudformation", place).get_paginator("list_stack_resources").paginate(StackName=STACK)
    return {
        row["LogicalResourceId"]: row["PhysicalResourceId"]
        for page in pages
        for row in page["StackResourceSummaries"]
    }
