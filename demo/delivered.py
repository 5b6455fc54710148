"""Holds parcels, captures, stock movements and mails against the file. To the penny and the unit."""

from collections import Counter

from demo.parcels import Parcels, captured
from demo.progress import each
from demo.replay import Replay


def differences(replay: Replay, parcels: Parcels) -> list[str]:
    """Every figure in which they differ."""
    found = [text for texts in each("Orders checked", parcels.order_ids, lambda o: _order(parcels, o)) for text in texts]
    return found + _units(replay, parcels) + _movements(replay, parcels) + _mails(parcels)


def tell(parcels: Parcels) -> None:
    """What there was."""
    every = [parcel for some in parcels.found.values() for parcel in some]
    split = sum(len({p.get("location_id") for p in some if p.get("location_id")}) > 1 for some in parcels.found.values())
    print(f"{'parcels delivered':<24}{len(every):>16,}")
    print(f"{'orders in several':<24}{sum(len(some) > 1 for some in parcels.found.values()):>16,}")
    print(f"{'from several places':<24}{split:>16,}")


def _order(parcels: Parcels, order_id: str) -> list[str]:
    order = parcels.shop.get(f"/orders/{order_id}")
    total = order["totals"]["total"]["minor"]
    due = sum(parcel["amount"]["minor"] for parcel in parcels.found[order_id])
    payments = parcels.payments(order_id)
    captures = [e for payment in payments for e in payment["log"] if (e["kind"], e["phase"]) == ("capture", "succeeded")]
    worth = sum(parcel["amount"]["minor"] > 0 for parcel in parcels.found[order_id])
    checks = {
        "parcels' amounts": (total, due),
        "captured": (total, captured(payments)),
        "captures": (worth, len(captures)),
        "state": ("fulfilled", order["state"]),
        # A run before this one may have taken some of it back.
        "payment": (True, order["payment_status"] in ("paid", "part_refunded", "refunded")),
    }
    return [f"order {order['reference']}: {what}: {ours} ≠ {theirs}" for what, (ours, theirs) in checks.items() if ours != theirs]


def _units(replay: Replay, parcels: Parcels) -> list[str]:
    """What was delivered is what the file sold."""
    sent: Counter = Counter()
    for some in parcels.found.values():
        for parcel in some:
            for position in parcel["positions"]:
                sent[position.get("sku", "(charges)")] += position["quantity"]
    sold = Counter(replay.goods())
    del sent["(charges)"]
    return [f"units of {sku}: sold {sold[sku]}, delivered {sent[sku]}" for sku in sorted(sold | sent) if sold[sku] != sent[sku]]


def _movements(replay: Replay, parcels: Parcels) -> list[str]:
    """The stock ledger saw exactly these units leave, with these parcels."""
    ours = {parcel["shipment_id"] for some in parcels.found.values() for parcel in some}

    def look(sku: str) -> list[str]:
        entries = replay.shop.pages(f"/stock/{sku}/movements")
        mine = [e for e in entries if e["reason"] == "dispatched" and e.get("reference") in ours]
        gone, sold = -sum(entry["delta"]["on_hand"] for entry in mine), replay.goods_sold[sku]
        return [] if gone == sold else [f"stock ledger of {sku}: sold {sold}, dispatched {gone}"]

    return [text for texts in each("Stock ledger read", sorted(replay.goods_sold), look) for text in texts]


def _mails(parcels: Parcels) -> list[str]:
    """One mail when an order is placed, two for every parcel; each sent once."""

    def look(order_id: str) -> list[str]:
        mails = parcels.shop.get(f"/orders/{order_id}/messages")["items"]
        states = Counter((mail["kind"], mail["state"]) for mail in mails)
        sent = sum(1 for parcel in parcels.found[order_id] if parcel.get("location_id"))
        wanted = Counter({("placed", "sent"): 1, ("shipped", "sent"): sent, ("delivered", "sent"): sent})
        return [] if states == wanted else [f"mails of order {order_id}: wanted {dict(wanted)}, found {dict(states)}"]

    return [text for texts in each("Mails read", parcels.order_ids, look) for text in texts]

