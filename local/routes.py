"""The HTTP API of the local stack, made from the transformed template.

On AWS the API's routes, integrations and authorizer are the OpenAPI document
that stands in the template, and that SAM adds the authorizer to. The emulator ignores that document, so the same things
are created one by one, on an API of our own whose id, and so the shop's
address, is the same every time.
"""

import hashlib
import json
import re

from local.aws import client
from local.settings import ACCOUNT, API_ID, REGION, STACK, Place, Problem

_PLACEHOLDER = re.compile(r"\$\{([^}!]+)\}")


class _Values:
    """Resolves the few intrinsic functions the document has."""

    def __init__(self, physical: dict[str, str]):
        self.physical = physical
        self.pseudo = {
            "AWS::Region": REGION,
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::StackName": STACK,
            "AWS::URLSuffix": "amazonaws.com",
        }

    def ref(self, name: str) -> str:
        found = self.pseudo.get(name) or self.physical.get(name)
        if found is None:
            raise Problem(f"template.yaml: the HTTP API refers to '{name}', which the stack does not have.")
        return found

    def text(self, value) -> str:
        if isinstance(value, str):
            return value
        if "Ref" in value:
            return self.ref(value["Ref"])
        if "Fn::Sub" in value:
            return _PLACEHOLDER.sub(lambda found: self.ref(found.group(1)), value["Fn::Sub"])
        raise Problem(f"template.yaml: local/routes.py cannot resolve {json.dumps(value)} in the HTTP API.")

    def function_arn(self, uri) -> str:
        """Of an integration's uri, which ends in `/functions/${XFunction.Arn}/invocations`."""
        name = re.search(r"\$\{(\w+)\.Arn\}/invocations$", uri["Fn::Sub"]).group(1)
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.ref(name)}"


def document(template: dict) -> dict:
    """The inline OpenAPI document of the template's one HTTP API."""
    bodies = [
        resource["Properties"]["Body"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::ApiGatewayV2::Api"
    ]
    if len(bodies) != 1:
        raise Problem(f"template.yaml has {len(bodies)} HTTP APIs; the local stack serves exactly one.")
    return bodies[0]


def digest(template: dict, physical: dict[str, str]) -> str:
    """Changes when a route, or what it leads to, does."""
    text = json.dumps([document(template), physical], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def create(place: Place, template: dict, physical: dict[str, str], origins: str) -> int:
    """Makes the API anew; returns how many routes it has."""
    gateway = client("apigatewayv2", place)
    values = _Values(physical)
    body = document(template)
    if any(api["ApiId"] == API_ID for api in gateway.get_apis()["Items"]):
        gateway.delete_api(ApiId=API_ID)
    made = gateway.create_api(
        Name=STACK, ProtocolType="HTTP", Tags={"ms-custom-id": API_ID}, **_cors(body["x-amazon-apigateway-cors"], origins)
    )
    if made["ApiId"] != API_ID:
        raise Problem("The emulator no longer honours the tag ms-custom-id; the shop's address would change.")
    gateway.create_stage(ApiId=API_ID, StageName="$default", AutoDeploy=True)
    authorizers = {
        name: _authorizer(gateway, name, scheme["x-amazon-apigateway-authorizer"], values)
        for name, scheme in body.get("components", {}).get("securitySchemes", {}).items()
    }
    integrations = {
        name: _integration(gateway, declared, values)
        for name, declared in body["components"]["x-amazon-apigateway-integrations"].items()
    }
    count = 0
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            name = operation["x-amazon-apigateway-integration"]["$ref"].rsplit("/", 1)[1]
            gateway.create_route(
                ApiId=API_ID,
                RouteKey=f"{method.upper()} {path}",
                Target=f"integrations/{integrations[name]}",
                **_security(operation, authorizers),
            )
            count += 1
    return count


def _integration(gateway, declared: dict, values: _Values) -> str:
    return gateway.create_integration(
        ApiId=API_ID,
        IntegrationType=declared["type"].upper(),
        IntegrationUri=values.function_arn(declared["uri"]),
        PayloadFormatVersion=declared["payloadFormatVersion"],
    )["IntegrationId"]


def _authorizer(gateway, name: str, declared: dict, values: _Values) -> str:
    jwt = declared["jwtConfiguration"]
    return gateway.create_authorizer(
        ApiId=API_ID,
        Name=name,
        AuthorizerType="JWT",
        IdentitySource=[declared["identitySource"]],
        JwtConfiguration={
            "Issuer": values.text(jwt["issuer"]),
            "Audience": [values.text(each) for each in jwt["audience"]],
        },
    )["AuthorizerId"]


def _security(operation: dict, authorizers: dict[str, str]) -> dict:
    for requirement in operation.get("security", []):
        for name, scopes in requirement.items():
            if name != "NONE":
                return {
                    "AuthorizationType": "JWT",
                    "AuthorizerId": authorizers[name],
                    "AuthorizationScopes": scopes,
                }
    return {}


def _cors(declared: dict, origins: str) -> dict:
    """What stands there for a shop that has pages at these origins."""
    _, allowed, _ = declared["Fn::If"]
    allowed = allowed | {"allowOrigins": origins.split(",")}
    return {"CorsConfiguration": {key[0].upper() + key[1:]: value for key, value in allowed.items()}}
