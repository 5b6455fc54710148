"""The template as CloudFormation sees it: loops written out, then SAM's transform.

The emulator ignores the inline OpenAPI document SAM writes for an HTTP API,
and checkov misses policies written the SAM way; both are served from here.
"""

import json
import os
import re
import sys

from ministack.services.cloudformation import language_extensions
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from local.settings import REGION, ROOT, TEMPLATE, Problem

SAM = "AWS::Serverless-2016-10-31"
_ALIAS = re.compile(r"(\w+Function)Aliaslive")


class _NoManagedPolicies:
    """The translator asks AWS for managed policies by name; the template names none."""

    def load(self) -> dict[str, str]:
        return {}


def expanded(parameters: dict[str, str] | None = None) -> dict:
    """The template as written, with its loops (Fn::ForEach) written out.

    By the emulator's own code, which follows what AWS was seen to do; that of
    the SAM command loses every `Fn::Sub` that only a stack can resolve.
    """
    template = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    defaults = {name: str(each["Default"]) for name, each in template["Parameters"].items()}
    try:
        template = language_extensions.apply(template, defaults | (parameters or {}))
    except language_extensions.LanguageExtensionsError as refused:
        raise Problem(f"template.yaml: a loop cannot be written out: {refused}") from refused
    template["Transform"] = SAM
    return template


def for_the_emulator(parameters: dict[str, str] | None = None) -> dict:
    """The expanded template without what the local stack has no use for, or cannot do.

    New code is handed over at once here, so there are no versions, aliases and
    deployments; the emulator has no metric math, so no alarm that needs it, and keeps no
    queries by name: who wants the views of the lake there makes them.
    """
    template = expanded(parameters)
    _without_versions(template["Globals"]["Function"])
    for name, resource in list(template["Resources"].items()):
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            _without_versions(properties)
            properties["CodeUri"] = str(ROOT / properties["CodeUri"])
        elif resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in properties:
            del template["Resources"][name]
        elif resource["Type"] == "AWS::Athena::NamedQuery":
            del template["Resources"][name]
    return _without_aliases(template)


def _without_versions(function: dict) -> None:
    for name in ("AutoPublishAlias", "AutoPublishCodeSha256", "DeploymentPreference"):
        function.pop(name, None)


def _without_aliases(value):
    """The functions themselves, wherever the template means what they are published as."""
    if isinstance(value, dict):
        if set(value) == {"Ref"}:
            return {"Ref": _ALIAS.sub(r"\1", value["Ref"])}
        return {name: _without_aliases(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_aliases(inner) for inner in value]
    return _ALIAS.sub(r"\1.Arn", value) if isinstance(value, str) else value


def transformed(parameters: dict[str, str] | None = None, template: dict | None = None) -> dict:
    """The transformed template; code locations are stand-ins, nothing is uploaded."""
    # The translator derives the partition from the session's region.
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    template = template or expanded(parameters)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://stand-in/code.zip"
    try:
        return transform(template, parameters or {}, _NoManagedPolicies())
    except Exception as refused:
        raise Problem(f"template.yaml is not valid SAM: {refused}") from refused


if __name__ == "__main__":
    json.dump(transformed(), sys.stdout, indent=1)
