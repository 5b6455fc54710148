"""`make demo FILE=…`: replays a file of invoices through the running shop and reconciles it.

Without a file, the cut that ships with the repository is used. The file has the shape of UCI Online
Retail: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country.
"""

import os
import sys
from pathlib import Path

from demo import delivered, reconcile
from demo.http import Shop
from demo.invoices import File, read
from demo.parcels import Parcels
from demo.replay import Replay

SHIPPED = Path(__file__).parent / "data" / "invoices.csv"


def pounds(pence: int) -> str:
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def tell_left_out(file: File) -> None:
    print(f"\nRows of the file: {file.rows}. Left out: {len(file.left_out)}; each with its reason:")
    for left in file.left_out:
        print(f"  line {left.row}: {left.why}: {left.text[:100]}")
    rows = sum(len(rows) for rows in file.cancellations.values())
    print(f"\nPending until returns exist: {len(file.cancellations)} cancellations with {rows} rows:")
    print("  " + " ".join(sorted(file.cancellations)))


def tell(file: reconcile.Ledger, shop: reconcile.Ledger) -> None:
    print(f"\n{'':<24}{'file':>16}{'shop':>16}")
    print(f"{'orders':<24}{file.orders:>16,}{shop.orders:>16,}")
    print(f"{'SKUs and charges':<24}{len(file.units):>16,}{len(shop.units):>16,}")
    print(f"{'units':<24}{sum(file.units.values()):>16,}{sum(shop.units.values()):>16,}")
    for title, ours, theirs in (
        ("revenue per day", file.per_day, shop.per_day),
        ("revenue per country", file.per_country, shop.per_country),
    ):
        print(title)
        for name in sorted(set(ours) | set(theirs)):
            print(f"  {name:<22}{pounds(ours[name]):>16}{pounds(theirs[name]):>16}")
    print(f"{'revenue':<24}{pounds(file.pence):>16}{pounds(shop.pence):>16}")


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    if not path.is_file():
        sys.exit(f"There is no file {path}. Name one: make demo FILE=invoices.csv")
    file = read(path)
    shop = Shop(os.environ["KONTOR_BASE_URL"], os.environ["KONTOR_STAFF_TOKEN_ADMIN"])
    print(f"{path.name}: {len(file.invoices)} sales invoices, {sum(len(i.lines) for i in file.invoices)} lines.")
    replay = Replay(shop, file, path)
    replay.run()
    ours, theirs = reconcile.of_file(replay), reconcile.of_shop(replay)
    parcels = Parcels(shop, os.environ["KONTOR_HAULIER_SECRET"], theirs.order_ids)
    parcels.run()
    found = reconcile.differences(ours, theirs) + reconcile.stock_differences(replay, theirs.order_ids)
    found += delivered.differences(replay, parcels)
    tell_left_out(file)
    tell(ours, theirs)
    delivered.tell(parcels)
    for number, why in replay.refused:
        print(f"  invoice {number} was refused: {why}")
    if found or replay.refused:
        print(f"\n{len(found)} differences:")
        for line in found[:50]:
            print(f"  {line}")
        sys.exit(1)
    print("\nEverything agrees, to the penny and the unit: orders, captures, parcels, stock and mails.")
    print("The mails lie in the local mailbox: .venv/bin/python -m local.mailbox")


if __name__ == "__main__":
    main()
