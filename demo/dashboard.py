"""Holds the shop's sales report against a query of the file itself: the same numbers, found twice by SQL.

The report comes from the lake, some two minutes after the last order; the query is DuckDB's, over the CSV as it lies there.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from demo.http import Refused, Shop
from demo.invoices import COUNTRIES, QUANTITY_MAX
from demo.replay import Replay

# Seconds until a report that does not know every order is given up: events wait two minutes for company.
PATIENCE = 600

QUERY = """
SELECT strftime(moment, '%Y-%m-%d') AS day, iso AS country, sku, goods, units, units * pence AS pence, number FROM (
  SELECT *, regexp_full_match(sku, '[0-9]{5}[A-Za-z]*') AS goods,
    first(customer) OVER document AS first_customer, first(iso) OVER document AS first_iso
  FROM (
    SELECT trim(InvoiceNo) AS number, trim(StockCode) AS sku, try_cast(trim(Quantity) AS BIGINT) AS units,
      try_cast(trim(UnitPrice) AS DECIMAL(18, 6)) * 100 AS pence, try_cast(trim(InvoiceDate) AS TIMESTAMP) AS moment,
      coalesce(trim(CustomerID), '') AS customer, countries[trim(Country)] AS iso, row_number() OVER () AS row
    FROM read_csv($path, header = true, all_varchar = true, null_padding = true, strict_mode = false, delim = ',', quote = '"'),
      (SELECT $countries::MAP(VARCHAR, VARCHAR) AS countries)
  )
  WHERE regexp_full_match(number, '[0-9]+') AND units BETWEEN 1 AND $most AND pence > 0 AND pence = floor(pence)
    AND moment IS NOT NULL AND iso IS NOT NULL
  WINDOW document AS (PARTITION BY number ORDER BY row)
) WHERE customer = first_customer AND iso = first_iso
"""


@dataclass
class Board:
    """Numbers of one side."""

    orders: int = 0
    per_day: Counter = field(default_factory=Counter)
    per_country: Counter = field(default_factory=Counter)
    units: Counter = field(default_factory=Counter)

    @property
    def pence(self) -> int:
        return sum(self.per_day.values())


def of_file(path: Path) -> Board:
    """What a query over the file says."""
    values = {"path": str(path), "countries": COUNTRIES, "most": QUANTITY_MAX}
    board, numbers = Board(), set()
    for day, country, sku, goods, units, pence, number in duckdb.execute(QUERY, values).fetchall():
        numbers.add(number)
        board.per_day[day] += int(pence)
        board.per_country[country] += int(pence)
        if goods:
            board.units[sku] += units
    board.orders = len(numbers)
    return board


def of_shop(replay: Replay, wanted: int) -> Board:
    """What the sales report says, once it knows every order that the shop took."""
    days = sorted({invoice.at.date().isoformat() for invoice in replay.file.invoices})
    span = f"from={days[0]}&to={days[-1]}"
    end = time.monotonic() + PATIENCE
    print("The dashboard: waiting until the lake knows every order …", flush=True)
    while (whole := _rows(replay.shop, f"{span}&per=span")) == [] or whole[0]["orders"] < wanted:
        if time.monotonic() > end:
            break
        time.sleep(5)
    board = Board(orders=whole[0]["orders"] if whole else 0)
    for row in _rows(replay.shop, f"{span}&per=day&by=country"):
        board.per_day[row["bucket"]] += row["ordered"]
        board.per_country[row["property"]] += row["ordered"]
    for row in _rows(replay.shop, f"{span}&per=span&by=sku"):
        if row["units"]:
            board.units[row["property"]] += row["units"]
    return board


def _rows(shop: Shop, query: str) -> list[dict]:
    """Rows of a report by the names of its columns. One that is late is asked for again."""
    for attempt in range(20):
        try:
            sheet = shop.get(f"/reports/sales?{query}")
            break
        except Refused as refused:
            if refused.status != 503 or attempt == 19:
                raise
            time.sleep(5)
    names = [column["name"] for column in sheet["columns"]]
    return [dict(zip(names, row, strict=True)) for row in sheet["rows"]]


def differences(query: Board, report: Board) -> list[str]:
    """Every number in which the two differ."""
    found = [] if query.orders == report.orders else [f"dashboard, orders: query {query.orders}, report {report.orders}"]
    for what, ours, theirs in (
        ("sales of", query.per_day, report.per_day),
        ("sales to", query.per_country, report.per_country),
        ("units of", query.units, report.units),
    ):
        names = sorted(set(ours) | set(theirs))
        found += [f"dashboard, {what} {n}: query {ours[n]}, report {theirs[n]}" for n in names if ours[n] != theirs[n]]
    return found


def tell(query: Board, report: Board) -> None:
    print(f"\n{'the dashboard':<24}{'query of file':>16}{'report':>16}")
    print(f"{'orders':<24}{query.orders:>16,}{report.orders:>16,}")
    print(f"{'units of goods':<24}{sum(query.units.values()):>16,}{sum(report.units.values()):>16,}")
    print(f"{'sales, in pence':<24}{query.pence:>16,}{report.pence:>16,}")
