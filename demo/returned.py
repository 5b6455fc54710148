"""Takes back what the file cancelled: returns with inspection and refund, credits, and the points of both sides.

Over HTTP only. Commands have keys that follow from the file, and each step is taken only where the return stands before
it, so that a second run changes nothing.
"""

import time
from collections import Counter
from dataclasses import dataclass, field

from demo.cancellations import Back, Cancelled, Credit
from demo.http import Shop
from demo.progress import each
from demo.reconcile import Ledger
from demo.replay import CURRENCY, LOCATIONS, Replay

# Seconds until a refund that does not come is given up.
PATIENCE = 300


@dataclass
class Returned:
    """What came back to one shop."""

    replay: Replay
    cancelled: Cancelled
    ledger: Ledger
    cards: dict[str, str] = field(default_factory=dict)

    @property
    def shop(self) -> Shop:
        return self.replay.shop

    def run(self) -> None:
        """From the buyer's parcel to the money."""
        each("Returns taken back", self.cancelled.backs, self._take_back)
        each("Credits given", self.cancelled.credits, self._credit)

    def order_of(self, back: Back) -> str:
        return self.ledger.by_reference[self.replay.reference(back.invoice)]

    def _take_back(self, back: Back) -> None:
        order_id = self.order_of(back)
        wished = self._wished(order_id, back)
        path, name = f"/orders/{order_id}/returns", f"{back.cancellation}-{back.invoice}"
        body = {"lines": wished, "comment": back.cancellation, "beyond_rules": True}
        seen = self.shop.post(path, body, self.replay.key("return", name))
        one = f"{path}/{seen['return_id']}"
        units = [{"line_id": line["line_id"], "quantity": line["quantity"]} for line in wished]
        good = [line | {"disposition": "restock"} for line in units]
        for state, step, body in (
            ("requested", "approval", {}),
            ("approved", "receipts", {"lines": units}),
            ("received", "inspections", {"location_id": next(iter(LOCATIONS)), "lines": good}),
        ):
            if self.shop.get(one)["state"] == state:
                self.shop.post(f"{one}/{step}", body, self.replay.key("return", name, step))
        self._wait(one)

    def _wished(self, order_id: str, back: Back) -> list[dict]:
        """The order's lines that hold what came back."""
        wished, left = [], dict(back.units)
        for line in self.shop.pages(f"/orders/{order_id}/lines"):
            what = line.get("sku", ""), line["unit_price"]["minor"]
            taken = min(left.get(what, 0), line["quantity"])
            if taken:
                left[what] -= taken
                wished.append({"line_id": line["line_id"], "quantity": taken, "reason": "changed_mind"})
        return wished

    def _wait(self, path: str) -> None:
        patience = time.monotonic() + PATIENCE
        while (seen := self.shop.get(path))["state"] != "closed":
            if time.monotonic() > patience:
                why = seen.get("refund_problem", "no refund came")
                raise SystemExit(f"{path} stands at {seen['state']}: {why}. `make letters` may say why.")
            time.sleep(0.3)

    def _credit(self, credit: Credit) -> None:
        customer = self.replay.customers[credit.customer]
        body = {"amount": {"currency": CURRENCY, "minor": credit.pence}}
        key = self.replay.key("credit", credit.cancellation)
        self.cards[credit.cancellation] = self.shop.post(f"/customers/{customer}/store-credit", body, key)["card_id"]


@dataclass
class Net:
    """What one side says came back."""

    per_day: Counter = field(default_factory=Counter)
    per_country: Counter = field(default_factory=Counter)
    units: Counter = field(default_factory=Counter)
    credits: int = 0

    def add(self, at, country: str, pence: int) -> None:
        self.per_day[at.date().isoformat()] += pence
        self.per_country[country] += pence


def of_file(cancelled: Cancelled) -> Net:
    """What the file says."""
    net = Net()
    for back in cancelled.backs:
        net.add(back.at, back.country, back.pence)
        for (sku, _), units in back.units.items():
            net.units[sku] += units
    for credit in cancelled.credits:
        net.add(credit.at, credit.country, credit.pence)
        net.credits += credit.pence
    return net


def of_shop(returned: Returned) -> Net:
    """What the shop says: refunds with their credit notes, units in returns, and store credit."""
    shop, net = returned.shop, Net()
    documents = {one.cancellation: one for one in (*returned.cancelled.backs, *returned.cancelled.credits)}
    for order_id in sorted({returned.order_of(back) for back in returned.cancelled.backs}):
        comments = {}
        for one in shop.get(f"/orders/{order_id}/returns")["items"]:
            comments[one["return_id"]] = one["comment"]
            for line in one["lines"]:
                net.units[line["sku"]] += line["inspected"] - line["rejected"]
        for refund in shop.get(f"/orders/{order_id}/refunds")["items"]:
            document = documents[comments[refund["return_id"]]]
            net.add(document.at, document.country, refund["paid"]["minor"] if refund["credit_note"] else 0)
    for cancellation, card_id in returned.cards.items():
        document, card = documents[cancellation], shop.get(f"/gift-cards/{card_id}")
        net.add(document.at, document.country, card["worth"]["minor"])
        net.credits += card["worth"]["minor"]
    return net


def differences(file: Net, shop: Net) -> list[str]:
    """Every figure in which the two differ."""
    found = [] if file.credits == shop.credits else [f"credits: file {file.credits}, shop {shop.credits}"]
    for what, ours, theirs in (
        ("given back on", file.per_day, shop.per_day),
        ("given back to", file.per_country, shop.per_country),
        ("units back of", file.units, shop.units),
    ):
        names = sorted(set(ours) | set(theirs))
        found += [f"{what} {n}: file {ours[n]}, shop {theirs[n]}" for n in names if ours[n] != theirs[n]]
    return found
