"""Reads a file of invoices (the shape of UCI Online Retail) and says of every row what becomes of it."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

COLUMNS = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]

# The shop's limits (see docs/operations.md); rows beyond them are named, not sent.
QUANTITY_MAX = 1_000_000
SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")

# Names of the file that are not ISO 3166 names, and those that occur in the full data set.
COUNTRIES = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Brazil": "BR", "Canada": "CA",
    "Channel Islands": "JE", "Cyprus": "CY", "Czech Republic": "CZ", "Denmark": "DK", "EIRE": "IE",
    "Finland": "FI", "France": "FR", "Germany": "DE", "Greece": "GR", "Hong Kong": "HK", "Iceland": "IS",
    "Israel": "IL", "Italy": "IT", "Japan": "JP", "Korea": "KR", "Lebanon": "LB", "Lithuania": "LT", "Malta": "MT",
    "Netherlands": "NL", "Nigeria": "NG", "Norway": "NO", "Poland": "PL", "Portugal": "PT", "RSA": "ZA",
    "Saudi Arabia": "SA", "Singapore": "SG", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "Thailand": "TH",
    "United Arab Emirates": "AE", "United Kingdom": "GB", "USA": "US",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One good row."""

    row: int
    sku: str
    title: str
    quantity: int
    pence: int
    goods: bool


@dataclass
class Invoice:
    """A sale: what becomes one order."""

    number: str
    at: datetime
    customer: str
    country: str
    lines: list[Line] = field(default_factory=list)

    @property
    def pence(self) -> int:
        return sum(line.pence * line.quantity for line in self.lines)


@dataclass
class Cancellation:
    """Goods that came back, or money given for another reason: what becomes a return or a credit."""

    number: str
    at: datetime
    customer: str
    country: str
    lines: list[Line] = field(default_factory=list)

    @property
    def pence(self) -> int:
        return sum(line.pence * line.quantity for line in self.lines)


@dataclass(frozen=True)
class LeftOut:
    """A row that is not replayed, and why."""

    row: int
    why: str
    text: str


@dataclass
class File:
    """What a file holds."""

    invoices: list[Invoice]
    cancellations: list[Cancellation]
    left_out: list[LeftOut]
    rows: int


class _No(Exception):
    """Why a row is left out."""


def read(path: Path) -> File:
    """Every row ends as a line of an invoice or of a cancellation, or left out with its reason."""
    found: dict[str, Invoice] = {}
    cancelled: dict[str, Cancellation] = {}
    left_out: list[LeftOut] = []
    rows = 0
    for row, cells in _rows(path):
        rows += 1
        try:
            number, line, at, customer, country = _row(row, cells)
            if number.startswith("C"):
                document = cancelled.setdefault(number, Cancellation(number, at, customer, country))
            else:
                document = found.setdefault(number, Invoice(number, at, customer, country))
            if (document.customer, document.country) != (customer, country):
                raise _No("customer or country differs from the document's first row")
            document.lines.append(line)
        except _No as no:
            left_out.append(LeftOut(row, str(no), ",".join(cells)))
    return File(
        [invoice for invoice in found.values() if invoice.lines],
        [one for one in cancelled.values() if one.lines],
        left_out,
        rows,
    )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if header != COLUMNS:
            raise SystemExit(f"{path} does not begin with {','.join(COLUMNS)}; it begins with {','.join(header)}.")
        for cells in reader:
            yield reader.line_num, cells


def _row(row: int, cells: list[str]) -> tuple[str, Line, datetime, str, str]:
    if len(cells) == 1 and cells[0].count(",") >= len(COLUMNS) - 1:
        raise _No("the whole row is quoted twice, so it is one column")
    if len(cells) != len(COLUMNS):
        raise _No(f"{len(cells)} columns instead of {len(COLUMNS)}")
    number, sku, title, quantity, date, price, customer, country = (cell.strip() for cell in cells)
    try:
        at = datetime.fromisoformat(date)
        units = int(quantity)
        pence = Decimal(price) * 100
    except (ValueError, InvalidOperation) as error:
        raise _No("a date or a number cannot be read") from error
    cancelled = number.startswith("C")
    if not number.removeprefix("C").isdigit():
        raise _No("neither an invoice nor a cancellation: its number is not a number")
    if cancelled:
        units = -units
        if not customer:
            raise _No("a cancellation that names no customer: nobody to pay back")
    if units <= 0:
        raise _No("a stock correction, not a sale: the quantity is not positive" if not cancelled else "a cancellation of nothing")
    if pence <= 0:
        raise _No("neither a sale nor its cancellation: it has no price")
    if pence != pence.to_integral_value():
        raise _No("the price has fractions of a penny")
    if units > QUANTITY_MAX:
        raise _No(f"more than {QUANTITY_MAX} units")
    if country not in COUNTRIES:
        raise _No("the country is none that ISO 3166 knows")
    # Goods have a code of five digits and perhaps letters; POST, DOT, C2, M and the like are charges.
    goods = re.fullmatch(r"\d{5}[A-Za-z]*", sku) is not None
    if goods and not SKU.fullmatch(sku):
        raise _No("the stock code cannot be a SKU")
    return number, Line(row, sku, title or sku, units, int(pence), goods), at, customer, COUNTRIES[country]
