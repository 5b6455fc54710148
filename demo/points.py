"""Points for what is paid and stays: what the file says that its buyers earn, and what the shop's ledger says."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from demo.cancellations import Cancelled
from demo.http import Refused, Shop
from demo.invoices import Invoice
from demo.progress import each
from demo.replay import CURRENCY, Replay

# One point for a pound; promised until two weeks after the last parcel.
PENCE_PER_POINT = 100
PROGRAMME = {
    "earn": [{"per": {"currency": CURRENCY, "minor": PENCE_PER_POINT}, "points": 1}],
    "hold": {"after": "delivery", "days": 14, "at_latest": 60},
}
# Seconds until points that do not move are given up.
PATIENCE = 120


@dataclass
class Points:
    """The loyalty programme, where it is the demo's own."""

    replay: Replay
    ours: bool = False
    earned: int = 0
    taken_back: int = 0
    customers: Counter = field(default_factory=Counter)

    @property
    def shop(self) -> Shop:
        return self.replay.shop

    def begin(self) -> None:
        """Begins the programme, unless the shop has one of its own."""
        try:
            rules = self.shop.get("/loyalty/programme")
        except Refused as refused:
            if refused.status != 404:
                raise
            rules = self.shop.put("/loyalty/programme", PROGRAMME)
        self.ours = all(rules.get(name) == wanted for name, wanted in PROGRAMME.items())

    def differences(self, cancelled: Cancelled, by_reference: dict[str, str]) -> list[str]:
        """Every order and customer of which file and shop do not say the same."""
        if not self.ours:
            return []
        gone: dict[str, Counter] = defaultdict(Counter)
        for back in cancelled.backs:
            gone[back.invoice].update(back.units)
        invoices = [invoice for invoice in self.replay.file.invoices if invoice.customer]

        def look(invoice: Invoice) -> tuple[Invoice, int, int, int]:
            order_id = by_reference.get(self.replay.reference(invoice.number))
            before, after = points(invoice, Counter()), points(invoice, gone[invoice.number])
            return invoice, before, after, self._settled(order_id, after) if order_id else 0

        found = []
        for invoice, before, after, theirs in each("Points read", invoices, look):
            self.earned += before
            self.taken_back += before - after
            self.customers[invoice.customer] += after
            if after != theirs:
                found.append(f"points of invoice {invoice.number}: file {after}, shop {theirs}")
        orders = set(by_reference.values())
        ledgers = each("Points' ledgers read", sorted(self.customers), lambda customer: self._ledger(customer, orders))
        for customer, theirs in zip(sorted(self.customers), ledgers, strict=True):
            if self.customers[customer] != theirs:
                found.append(f"points of customer {customer}: file {self.customers[customer]}, shop {theirs}")
        return found

    def _settled(self, order_id: str, wanted: int) -> int:
        """The points of an order, which follow its money by a moment."""
        patience = time.monotonic() + PATIENCE
        while True:
            seen = self._of_order(order_id)
            if seen == wanted or time.monotonic() > patience:
                return seen
            time.sleep(0.5)

    def _of_order(self, order_id: str) -> int:
        try:
            return self.shop.get(f"/orders/{order_id}/points")["points"]
        except Refused as refused:
            if refused.status != 404:
                raise
            return 0

    def _ledger(self, customer: str, orders: set[str]) -> int:
        """What a customer's ledger says of these orders, whether it can be spent yet or not."""
        entries = self.shop.pages(f"/customers/{self.replay.customers[customer]}/loyalty/entries")
        ours = [entry for entry in entries if entry["cause"].get("order") in orders]
        return sum(entry["points"] + entry["pending"] for entry in ours)


def points(invoice: Invoice, gone: Counter) -> int:
    """What an invoice earns without the units that came back: goods alone, and what small lines earn is not lost."""
    left, thousandths = Counter(gone), 0
    for line in invoice.lines:
        what = line.sku, line.pence
        back = min(left[what], line.quantity)
        left[what] -= back
        if line.goods:
            worth = line.pence * line.quantity * 1000 // PENCE_PER_POINT
            thousandths += worth * (line.quantity - back) // line.quantity
    return thousandths // 1000
