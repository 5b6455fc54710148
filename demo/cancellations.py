"""Says what a cancellation of the file was: goods of an earlier invoice that came back, or money out of goodwill.

Pure. A unit comes back of the latest earlier invoice of the same customer that has it at the same price and of which it
has not come back yet. What no invoice of the file explains is a credit: the goods were sold before the file begins.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from demo.invoices import File


@dataclass
class Back:
    """Units of one invoice that came back by one cancellation."""

    cancellation: str
    invoice: str
    at: datetime
    country: str
    # Units by stock code and price in pence.
    units: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def pence(self) -> int:
        return sum(pence * units for (_, pence), units in self.units.items())


@dataclass
class Credit:
    """Money of one cancellation that no invoice of the file explains."""

    cancellation: str
    at: datetime
    customer: str
    country: str
    pence: int = 0


@dataclass
class Cancelled:
    """What became of the file's cancellations."""

    backs: list[Back]
    credits: list[Credit]


def match(file: File) -> Cancelled:
    """Every unit of every cancellation is in exactly one return or credit."""
    sold = _sold(file)
    backs: dict[tuple[str, str], Back] = {}
    credits: dict[str, Credit] = {}
    for one in sorted(file.cancellations, key=lambda one: (one.at, one.number)):
        for line in one.lines:
            left = line.quantity
            for sale in reversed(sold[one.customer, line.sku, line.pence]):
                taken = min(left, sale.left) if line.goods and sale.at < one.at else 0
                if taken == 0:
                    continue
                key = one.number, sale.invoice
                back = backs.setdefault(key, Back(one.number, sale.invoice, one.at, one.country))
                back.units[line.sku, line.pence] += taken
                sale.left -= taken
                left -= taken
            if left > 0:
                new = Credit(one.number, one.at, one.customer, one.country)
                credits.setdefault(one.number, new).pence += left * line.pence
    return Cancelled(list(backs.values()), list(credits.values()))


@dataclass
class _Sale:
    invoice: str
    at: datetime
    left: int


def _sold(file: File) -> dict[tuple[str, str, int], list[_Sale]]:
    """What each customer bought of each thing at each price, the oldest first."""
    sold: dict[tuple[str, str, int], list[_Sale]] = defaultdict(list)
    for invoice in sorted(file.invoices, key=lambda invoice: (invoice.at, invoice.number)):
        for line in invoice.lines:
            if invoice.customer:
                sold[invoice.customer, line.sku, line.pence].append(_Sale(invoice.number, invoice.at, line.quantity))
    return sold
