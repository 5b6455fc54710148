"""Secrets that nobody outside the shop needs to know: made up once, kept in SSM Parameter Store."""

import secrets


def ensure(store, name: str) -> None:
    """Gives the parameter a random value, unless it has one. `store` is a client of SSM."""
    try:
        store.put_parameter(Name=name, Type="SecureString", Value=secrets.token_urlsafe(36))
    except store.exceptions.ParameterAlreadyExists:
        pass


def read(store, name: str) -> str:
    """The value of a parameter."""
    return store.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
