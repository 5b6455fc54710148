"""The sample people of the local stack, and their tokens.

    local/token shopper        an access token, ready for `Authorization: Bearer …`
    local/token admin          or any other name of PEOPLE, or `machine`

Their passwords are no secret: they exist in the emulator on this machine only.
"""

import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

from botocore.exceptions import ClientError, EndpointConnectionError

from local.aws import client, resources
from local.settings import Place, Problem

PASSWORD = "Kontor-local-1"

# Each name, and the staff group it belongs to; shoppers belong to none.
PEOPLE = {
    "shopper": None,
    "stranger": None,
    "admin": "admin",
    "catalog": "catalog",
    "fulfilment": "fulfilment",
    "service": "service",
    "finance": "finance",
}


def address(name: str) -> str:
    """The mail address a sample person signs in with."""
    return f"{name}@example.org"


def create(place: Place) -> None:
    """Makes the sample people that are not there yet."""
    pools = client("cognito-idp", place)
    pool = resources(place)["UserPool"]
    for name, group in PEOPLE.items():
        try:
            pools.admin_create_user(
                UserPoolId=pool,
                Username=address(name),
                MessageAction="SUPPRESS",
                UserAttributes=[
                    {"Name": "email", "Value": address(name)},
                    {"Name": "email_verified", "Value": "true"},
                ],
            )
        except pools.exceptions.UsernameExistsException:
            continue
        pools.admin_set_user_password(UserPoolId=pool, Username=address(name), Password=PASSWORD, Permanent=True)
        if group:
            pools.admin_add_user_to_group(UserPoolId=pool, Username=address(name), GroupName=group)


def token(place: Place, name: str) -> str:
    """A fresh access token of a sample person, or of the machine client."""
    known = resources(place)
    if name == "machine":
        return _machine_token(place, known)
    if name not in PEOPLE:
        raise Problem(f"There is no '{name}'. There are: {', '.join(PEOPLE)}, machine.")
    answer = client("cognito-idp", place).initiate_auth(
        ClientId=known["PeopleClient"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address(name), "PASSWORD": PASSWORD},
    )
    return answer["AuthenticationResult"]["AccessToken"]


def _machine_token(place: Place, known: dict[str, str]) -> str:
    declared = client("cognito-idp", place).describe_user_pool_client(
        UserPoolId=known["UserPool"], ClientId=known["MachineClient"]
    )["UserPoolClient"]
    form = {"grant_type": "client_credentials", "scope": " ".join(declared["AllowedOAuthScopes"])}
    pair = f"{declared['ClientId']}:{declared['ClientSecret']}".encode()
    request = urllib.request.Request(
        f"{place.endpoint}/oauth2/token",
        data=urllib.parse.urlencode(form).encode(),
        headers={
            "authorization": f"Basic {base64.b64encode(pair).decode()}",
            "content-type": "application/x-www-form-urlencoded",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)["access_token"]


def environment(place: Place) -> dict[str, str]:
    """The base URL and everyone's token, as the live tests read them."""
    found = {
        "KONTOR_BASE_URL": place.base_url,
        "KONTOR_AWS_ENDPOINT": place.endpoint,
        "KONTOR_SHOPPER_TOKEN": token(place, "shopper"),
        "KONTOR_STRANGER_TOKEN": token(place, "stranger"),
        "KONTOR_MACHINE_TOKEN": token(place, "machine"),
    }
    for name, group in PEOPLE.items():
        if group:
            found[f"KONTOR_STAFF_TOKEN_{group.upper()}"] = token(place, name)
    return found


def main() -> None:
    try:
        if len(sys.argv) != 2:
            raise Problem(f"Say whose token: local/token {'|'.join(PEOPLE)}|machine")
        print(token(Place.from_environment(), sys.argv[1]))
    except (EndpointConnectionError, urllib.error.URLError):
        sys.exit("The shop is not running here. Start it with `make run`, then ask again.")
    except (KeyError, ClientError) as error:
        sys.exit(f"The shop is not fully deployed yet ({error}). Wait until `make run` prints its address.")
    except Problem as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
