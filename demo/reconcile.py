"""Holds the shop's own records, read over HTTP, against the file. To the penny and the unit."""

from collections import Counter
from dataclasses import dataclass, field

from demo.http import Shop
from demo.progress import each
from demo.replay import Replay


@dataclass
class Ledger:
    """What one side says."""

    orders: int = 0
    per_day: Counter = field(default_factory=Counter)
    per_country: Counter = field(default_factory=Counter)
    units: Counter = field(default_factory=Counter)
    order_ids: list[str] = field(default_factory=list)
    by_reference: dict[str, str] = field(default_factory=dict)

    @property
    def pence(self) -> int:
        return sum(self.per_day.values())


def of_file(replay: Replay) -> Ledger:
    """What the file says."""
    ledger = Ledger()
    for invoice in replay.file.invoices:
        ledger.orders += 1
        ledger.per_day[invoice.at.date().isoformat()] += invoice.pence
        ledger.per_country[invoice.country] += invoice.pence
        for line in invoice.lines:
            ledger.units[line.sku if line.goods else "(charges)"] += line.quantity
    return ledger


def of_shop(replay: Replay) -> Ledger:
    """What the shop says of the orders that carry this file's references."""
    shop, ledger = replay.shop, Ledger()
    days = sorted({invoice.at.date().isoformat() for invoice in replay.file.invoices})
    for day in days:
        found = [o for o in shop.pages(f"/orders?day={day}") if str(o.get("reference", "")).startswith(replay.mark)]
        for order in found:
            ledger.orders += 1
            ledger.per_day[day] += order["total"]["minor"]
            ledger.per_country[order["shipping_country"]] += order["total"]["minor"]
        ledger.order_ids += [order["order_id"] for order in found]
        ledger.by_reference |= {order["reference"]: order["order_id"] for order in found}
    for lines in each("Order lines read", ledger.order_ids, lambda order_id: _lines(shop, order_id)):
        for line in lines:
            ledger.units[line.get("sku", "(charges)")] += line["quantity"]
    return ledger


def _lines(shop: Shop, order_id: str) -> list:
    return shop.pages(f"/orders/{order_id}/lines")


def stock_differences(replay: Replay, order_ids: list[str]) -> list[str]:
    """What left the stock for these orders is what they bought: read from their reservations."""
    shop, gone = replay.shop, Counter()

    def look(order_id: str) -> list:
        reservation = shop.get(f"/orders/{order_id}").get("reservation_id")
        return shop.get(f"/reservations/{reservation}")["pages"] if reservation else []

    for pages in each("Reservations read", order_ids, look):
        for page in pages:
            for line in page["lines"]:
                gone[line["sku"]] += line["dispatched"]
    sold = Counter(replay.goods())
    return [
        f"stock of {sku}: sold {sold[sku]}, sent {gone[sku]}"
        for sku in sorted(set(sold) | set(gone))
        if sold[sku] != gone[sku]
    ]


def differences(file: Ledger, shop: Ledger) -> list[str]:
    """Every figure in which the two differ."""
    found = []
    if file.orders != shop.orders:
        found.append(f"orders: file {file.orders}, shop {shop.orders}")
    for what, ours, theirs in (
        ("revenue of", file.per_day, shop.per_day),
        ("revenue from", file.per_country, shop.per_country),
        ("units of", file.units, shop.units),
    ):
        for name in sorted(set(ours) | set(theirs)):
            if ours[name] != theirs[name]:
                found.append(f"{what} {name}: file {ours[name]}, shop {theirs[name]}")
    return found
