"""Sends a file's products, stock, customers and invoices to the shop, over HTTP only."""

import csv
import hashlib
import io
import time
from pathlib import Path

from demo.http import Refused, Shop, upload
from demo.invoices import File, Invoice
from demo.progress import Bar, each

# Where the goods lie: most in the first, some in the second, some in both.
LOCATIONS = {"loc_demo": "Demo warehouse", "loc_demo_north": "Demo warehouse, north"}
CURRENCY = "GBP"
# Lines of one receipt; the shop takes up to 1,000.
RECEIPT_LINES = 500
# Seconds until an import that does not move is given up.
IMPORT_PATIENCE = 600


class Replay:
    """One file, one shop. Keys follow from the file's content: repeating a run changes nothing."""

    def __init__(self, shop: Shop, file: File, path: Path):
        self.shop, self.file = shop, file
        self.mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        self.customers: dict[str, str] = {}
        self.goods_sold = self.goods()
        self.refused: list[tuple[str, str]] = []

    def key(self, *parts: str) -> str:
        return "-".join(("demo", self.mark, *parts))

    def reference(self, number: str) -> str:
        """What an invoice's order is called: unique per file and number."""
        return f"{self.mark}-{number}"

    def stock_the_shop(self, receipt: str = "opening") -> None:
        """Products and, once per receipt, as many units as the file sells."""
        self._import_products()
        self._receive_stock(receipt)

    def run(self) -> None:
        """Everything the file tells. Its units are received on top of what a new shop was opened with:
        of that, people may have bought."""
        self.stock_the_shop("replay")
        self._create_customers()
        self._place_orders()

    def goods(self) -> dict[str, int]:
        """Units sold per SKU."""
        units: dict[str, int] = {}
        for invoice in self.file.invoices:
            for line in invoice.lines:
                if line.goods:
                    units[line.sku] = units.get(line.sku, 0) + line.quantity
        return units

    def _products(self) -> bytes:
        """The catalogue that the invoices imply: each SKU at the title and price first seen."""
        seen: dict[str, list] = {}
        for invoice in self.file.invoices:
            for line in invoice.lines:
                if line.goods and line.sku not in seen:
                    price = f"{line.pence // 100}.{line.pence % 100:02}"
                    seen[line.sku] = [line.sku, line.sku, line.title, price, CURRENCY, "active"]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["external_key", "sku", "title", "price", "currency", "status"])
        writer.writerows(seen.values())
        return text.getvalue().encode()

    def _import_products(self) -> None:
        data = self._products()
        asked = {"format": "csv", "bytes": len(data), "file_name": "demo"}
        begun = self.shop.post("/imports", asked, self.key("import", str(time.time_ns())))
        upload(begun["upload"]["url"], data)
        bar, told = Bar("Products imported", data.count(b"\n") - 1), 0
        patience = time.monotonic() + IMPORT_PATIENCE
        while True:
            seen = self.shop.get(f"/imports/{begun['import_id']}")
            bar.step(seen["done"] - told)
            told = seen["done"]
            if seen["state"] == "finished":
                break
            if seen["state"] == "failed" or time.monotonic() > patience:
                raise SystemExit(f"The import stands at {seen['state']}: {seen.get('failure', 'no reason given')}.")
            time.sleep(0.3)
        if seen["rejected"]:
            raise SystemExit(f"{seen['rejected']} products were rejected; the reasons: {seen['rejected_rows']}")

    def _receive_stock(self, receipt: str) -> None:
        for location, title in LOCATIONS.items():
            self.shop.put(f"/locations/{location}", {"title": title, "country": "GB"})
        lines: dict[str, list] = {location: [] for location in LOCATIONS}
        for sku, units in sorted(self.goods().items()):
            for location, part in _spread(sku, units).items():
                lines[location].append({"sku": sku, "quantity": part})
        batches = [
            (location, at, some[at : at + RECEIPT_LINES])
            for location, some in lines.items()
            for at in range(0, len(some), RECEIPT_LINES)
        ]

        def receive(numbered: tuple[str, int, list]) -> None:
            location, number, batch = numbered
            body = {"location_id": location, "reference": f"{receipt} stock {self.mark}", "lines": batch}
            self.shop.post("/stock/receipts", body, self.key("stock", receipt, location, str(number)))

        each("Stock received", batches, receive)

    def _create_customers(self) -> None:
        def create(number: str) -> None:
            external = f"demo-{number}"
            body = {"external_key": external, "display_name": f"Customer {number}"}
            try:
                made = self.shop.post("/customers", body, self.key("customer", number))
            except Refused as refused:
                if refused.status != 409:
                    raise
                made = self.shop.get(f"/customers/by-key/{external}")
            self.customers[number] = made["customer_id"]

        named = {one.customer for one in (*self.file.invoices, *self.file.cancellations) if one.customer}
        each("Customers created", sorted(named), create)

    def _place_orders(self) -> None:
        each("Orders placed and paid", self.file.invoices, self._place)

    def _place(self, invoice: Invoice) -> None:
        who = f"customer.{invoice.customer}" if invoice.customer else f"guest.{invoice.number}"
        buyer = {"email": f"{who}@example.com", "shipping_address": _address(who, invoice.country)}
        if invoice.customer:
            buyer["customer_id"] = self.customers[invoice.customer]
        body = buyer | {
            "currency": CURRENCY,
            "reference": self.reference(invoice.number),
            "placed_at": invoice.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lines": [_draft_line(line) for line in invoice.lines],
        }
        try:
            draft = self.shop.post("/draft-orders", body, self.key("draft", invoice.number))
            paid = {"payment": {"provider": "sandbox", "method": "tok_visa"}}
            self.shop.post(f"/draft-orders/{draft['order_id']}/complete", paid, self.key("complete", invoice.number))
        except Refused as refused:
            self.refused.append((invoice.number, str(refused)))


def _spread(sku: str, units: int) -> dict[str, int]:
    """Units of a SKU by location: the same every time."""
    first, second = LOCATIONS
    draw = int(hashlib.sha256(sku.encode()).hexdigest(), 16) % 6
    if draw == 0:
        return {second: units}
    if draw == 1 and units > 1:
        return {first: units - units // 2, second: units // 2}
    return {first: units}


def _address(who: str, country: str) -> dict:
    """The file has countries only; the carrier wants a door."""
    name = who.replace(".", " ").title()
    return {"name": name, "line1": "1 Market Street", "city": "Town", "postal_code": "1000", "country": country}


def _draft_line(line) -> dict:
    body = {
        "kind": "goods" if line.goods else "charge",
        "title": line.title,
        "quantity": line.quantity,
        "unit_price": {"currency": CURRENCY, "minor": line.pence},
    }
    return body | ({"sku": line.sku} if line.goods else {"title": f"{line.sku} {line.title}"[:255].strip()})
