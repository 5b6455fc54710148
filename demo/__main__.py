"""`make demo FILE=…`: replays a file of invoices through the running shop and reconciles it.

Without a file, the cut that ships with the repository is used. The file has the shape of UCI Online
Retail: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country.
"""

import os
import sys
from pathlib import Path

from demo import cancellations, dashboard, delivered, reconcile, returned
from demo.http import Shop
from demo.invoices import File, read
from demo.parcels import Parcels
from demo.points import Points
from demo.replay import Replay
from demo.returned import Returned

SHIPPED = Path(__file__).parent / "data" / "invoices.csv"


def pounds(pence: int) -> str:
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def tell_left_out(file: File) -> None:
    print(f"\nRows of the file: {file.rows}. Left out: {len(file.left_out)}; each with its reason:")
    for left in file.left_out:
        print(f"  line {left.row}: {left.why}: {left.text[:100]}")


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


def tell_net(file: reconcile.Ledger, shop: reconcile.Ledger, back: returned.Net, theirs: returned.Net) -> None:
    """What is left of it after what was given back."""
    print(f"{'units back':<24}{sum(back.units.values()):>16,}{sum(theirs.units.values()):>16,}")
    print(f"{'credits for goodwill':<24}{pounds(back.credits):>16}{pounds(theirs.credits):>16}")
    for title, name in (("net per day", "per_day"), ("net per country", "per_country")):
        print(title)
        ours, shops = getattr(file, name).copy(), getattr(shop, name).copy()
        ours.subtract(getattr(back, name))
        shops.subtract(getattr(theirs, name))
        for key in sorted(set(ours) | set(shops)):
            print(f"  {key:<22}{pounds(ours[key]):>16}{pounds(shops[key]):>16}")
    net, shops_net = file.pence - sum(back.per_day.values()), shop.pence - sum(theirs.per_day.values())
    print(f"{'net':<24}{pounds(net):>16}{pounds(shops_net):>16}")


def tell_points(points: Points) -> None:
    if not points.ours:
        print("The shop has a loyalty programme of its own; its points were not held against the file.")
        return
    print(f"{'points earned':<24}{points.earned:>16,}")
    print(f"{'points taken back':<24}{points.taken_back:>16,}")


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    if not path.is_file():
        sys.exit(f"There is no file {path}. Name one: make demo FILE=invoices.csv")
    file = read(path)
    shop = Shop(os.environ["KONTOR_BASE_URL"], os.environ["KONTOR_STAFF_TOKEN_ADMIN"])
    print(f"{path.name}: {len(file.invoices)} sales invoices, {sum(len(i.lines) for i in file.invoices)} lines.")
    replay = Replay(shop, file, path)
    points = Points(replay)
    points.begin()
    replay.run()
    ours, theirs = reconcile.of_file(replay), reconcile.of_shop(replay)
    parcels = Parcels(shop, os.environ["KONTOR_HAULIER_SECRET"], theirs.order_ids)
    parcels.run()
    found = reconcile.differences(ours, theirs) + reconcile.stock_differences(replay, theirs.order_ids)
    found += delivered.differences(replay, parcels)
    cancelled = cancellations.match(file)
    back = Returned(replay, cancelled, theirs)
    back.run()
    net, their_net = returned.of_file(cancelled), returned.of_shop(back)
    found += returned.differences(net, their_net) + points.differences(cancelled, theirs.by_reference)
    query = dashboard.of_file(path)
    report = dashboard.of_shop(replay, min(query.orders, theirs.orders))
    found += dashboard.differences(query, report)
    tell_left_out(file)
    tell(ours, theirs)
    delivered.tell(parcels)
    print(f"\n{len(file.cancellations)} cancellations: {len(cancelled.backs)} returns, {len(cancelled.credits)} credits")
    tell_net(ours, theirs, net, their_net)
    tell_points(points)
    dashboard.tell(query, report)
    for number, why in replay.refused:
        print(f"  invoice {number} was refused: {why}")
    if found or replay.refused:
        print(f"\n{len(found)} differences:")
        for line in found[:50]:
            print(f"  {line}")
        sys.exit(1)
    print("\nEverything agrees, to the penny and the unit: orders, captures, parcels, stock, mails, returns, refunds, points\nand the dashboard, which is what a query over the file says.")
    print("The mails lie in the local mailbox: .venv/bin/python -m local.mailbox")


if __name__ == "__main__":
    main()
