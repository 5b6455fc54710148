"""The template as CloudFormation sees it, after the SAM transform.

The emulator ignores the inline OpenAPI document SAM writes for an HTTP API,
and checkov misses policies written the SAM way; both are served from here.
"""

import json
import os
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from local.settings import REGION, TEMPLATE, Problem


class _NoManagedPolicies:
    """The translator asks AWS for managed policies by name; the template names none."""

    def load(self) -> dict[str, str]:
        return {}


def transformed(parameters: dict[str, str] | None = None) -> dict:
    """The transformed template; code locations are stand-ins, nothing is uploaded."""
    # The translator derives the partition from the session's region.
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    template = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://stand-in/code.zip"
    try:
        return transform(template, parameters or {}, _NoManagedPolicies())
    except Exception as refused:
        raise Problem(f"template.yaml is not valid SAM: {refused}") from refused


if __name__ == "__main__":
    json.dump(transformed(), sys.stdout, indent=1)
