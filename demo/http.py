"""A small HTTP client: JSON in and out, one connection per thread, tries again where that is safe."""

import http.client
import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


class Refused(Exception):
    """The shop said no."""

    def __init__(self, method: str, target: str, status: int, body: Any):
        detail = body.get("detail", body) if isinstance(body, dict) else body
        super().__init__(f"{method} {target}: {status} {detail}")
        self.status = status
        self.code = body.get("code", "") if isinstance(body, dict) else ""


@dataclass
class Shop:
    """The shop's API, as one caller."""

    base: str
    token: str

    def __post_init__(self) -> None:
        self._local = threading.local()

    def get(self, target: str) -> Any:
        return self.send("GET", target)

    def post(self, target: str, body: Any, key: str) -> Any:
        return self.send("POST", target, body, key)

    def put(self, target: str, body: Any) -> Any:
        return self.send("PUT", target, body)

    def send(self, method: str, target: str, body: Any = None, key: str | None = None) -> Any:
        """Answers with the JSON; raises `Refused`. Every command has a key or is a PUT: both bear repetition."""
        headers = {"authorization": f"Bearer {self.token}"}
        data = None
        if body is not None:
            headers["content-type"] = "application/json"
            data = json.dumps(body).encode()
        if key is not None:
            headers["idempotency-key"] = key
        for attempt in range(6):
            try:
                status, answer = self._once(method, target, data, headers)
            except (OSError, http.client.HTTPException):
                self._local.connection = None
                if attempt == 5:
                    raise
                time.sleep(0.2 * 2**attempt)
                continue
            if status in (200, 201):
                return answer
            passing = status in (202, 429, 502, 503) or (status == 409 and "in_flight" in str(answer))
            if not passing or attempt == 5:
                raise Refused(method, target, status, answer)
            time.sleep(0.2 * 2**attempt)
        raise AssertionError("unreachable")

    def pages(self, target: str) -> list:
        """All items of a list."""
        items, cursor = [], ""
        while True:
            joint = "&" if "?" in target else "?"
            page = self.get(target + (f"{joint}cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page.get("next")
            if not cursor:
                return items

    def _once(self, method: str, target: str, data: bytes | None, headers: dict) -> tuple[int, Any]:
        parts = urlsplit(self.base)
        connection = getattr(self._local, "connection", None)
        if connection is None:
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            connection = self._local.connection = kind(parts.netloc, timeout=60)
        connection.request(method, parts.path + target, data, headers)
        response = connection.getresponse()
        raw = response.read()
        try:
            return response.status, json.loads(raw) if raw else None
        except ValueError:
            return response.status, raw.decode(errors="replace")


def upload(url: str, data: bytes) -> None:
    """Puts a file where a presigned address says."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=60)
    connection.request("PUT", f"{parts.path}?{parts.query}", data)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise Refused("PUT", parts.path, response.status, body.decode(errors="replace"))
