"""Warehouse and carrier: picks, packs, hands over and delivers every parcel, over HTTP only."""

import time
from dataclasses import dataclass, field
from typing import Any

from demo.http import Refused, Shop
from demo.progress import each

# Grams that a box weighs; goods of the file have no weight.
BOX_GRAMS = 900
# What the carrier's people scan, in the carrier's own words (see docs/sandbox-carrier.md).
SCANS = ["PICKUP", "HUB", "VAN", "DELIVERED"]
# Seconds until news that do not come are given up.
PATIENCE = 300
IN_HOUSE = ("allocated", "picked", "packed", "labelled")


@dataclass
class Parcels:
    """The parcels of some orders."""

    shop: Shop
    carrier_secret: str
    order_ids: list[str]
    found: dict[str, list[dict]] = field(default_factory=dict)

    def run(self) -> None:
        """From the shelf to the buyer."""
        each("Orders routed", self.order_ids, self._routed)
        parcels = [parcel for parcels in self.found.values() for parcel in parcels if parcel.get("location_id")]
        each("Parcels packed", parcels, self._pack)
        each("Parcels handed over", parcels, self._hand_over)
        for word in SCANS:
            each(f"Scanned {word}", parcels, lambda parcel, word=word: self._scan(parcel, word))
        each("Parcels delivered", self.order_ids, lambda order_id: self._wait(order_id, _all_delivered))
        each("Captures settled", self.order_ids, self._settled)

    def payments(self, order_id: str) -> list[dict]:
        """What the order's payments say."""
        return self.shop.get(f"/orders/{order_id}/payments")["items"]

    def _list(self, order_id: str) -> list[dict]:
        return self.shop.get(f"/orders/{order_id}/shipments")["items"]

    def _wait(self, order_id: str, done) -> list[dict]:
        """The order's parcels, once all is as it should be."""
        patience = time.monotonic() + PATIENCE
        while True:
            parcels = self._list(order_id)
            if done(self, order_id, parcels):
                self.found[order_id] = parcels
                return parcels
            if time.monotonic() > patience:
                states = ", ".join(sorted({parcel["state"] for parcel in parcels})) or "no parcels"
                raise SystemExit(f"The parcels of order {order_id} do not move: {states}. `make letters` may say why.")
            time.sleep(0.5)

    def _routed(self, order_id: str) -> None:
        order = self.shop.get(f"/orders/{order_id}")
        self._wait(order_id, lambda _, __, parcels: _units(parcels) == order["units"])

    def _pack(self, parcel: dict) -> None:
        path = _path(parcel)
        self._do(f"{path}/picks", {}, f"{path}/picks")
        self._do(f"{path}/pack", {"weight_grams": BOX_GRAMS}, f"{path}/pack")

    def _hand_over(self, parcel: dict) -> None:
        path, patience = _path(parcel), time.monotonic() + PATIENCE
        while True:
            now = self.shop.get(path)
            if now["state"] not in IN_HOUSE:
                break
            if now["state"] == "labelled":
                self._do(f"{path}/dispatch", {}, f"{path}/dispatch")
                break
            if now.get("failure") or time.monotonic() > patience:
                raise SystemExit(f"{path} is {now['state']}: {now.get('refused_because', 'no label came')}.")
            time.sleep(0.3)
        parcel["tracking_number"] = self.shop.get(path)["tracking_number"]

    def _scan(self, parcel: dict, word: str) -> None:
        number = parcel["tracking_number"]
        carrier = Shop(self.shop.base, self.carrier_secret)
        carrier.post(f"/haulier/v1/parcels/{number}/scans", {"scan": word}, f"{number}-{word}")

    def _settled(self, order_id: str) -> None:
        """The money of the last parcel comes a moment after it has left."""
        total, patience = self.shop.get(f"/orders/{order_id}")["totals"]["total"]["minor"], time.monotonic() + PATIENCE
        while captured(self.payments(order_id)) < total and time.monotonic() < patience:
            time.sleep(0.5)

    def _do(self, path: str, body: Any, key: str) -> None:
        """A command that a run before this one may have done."""
        try:
            self.shop.post(path, body, key)
        except Refused as refused:
            if refused.code != "shipment.state":
                raise


def captured(payments: list[dict]) -> int:
    """Pence that were taken."""
    return sum(payment["captured"]["settled"]["minor"] for payment in payments)


def _path(parcel: dict) -> str:
    return f"/orders/{parcel['order_id']}/shipments/{parcel['shipment_id']}"


def _units(parcels: list[dict]) -> int:
    return sum(position["quantity"] for parcel in parcels for position in parcel["positions"])


def _all_delivered(_: Parcels, __: str, parcels: list[dict]) -> bool:
    return all(parcel["state"] == "delivered" for parcel in parcels)
