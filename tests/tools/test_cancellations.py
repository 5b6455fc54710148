"""What the demo makes of a file's cancellations."""

import tempfile
import unittest
from collections import Counter
from pathlib import Path

from demo import returned
from demo.cancellations import match
from demo.invoices import COLUMNS, File, read
from demo.points import points

SALES = [
    "1,10001,Lamp,5,2010-12-01 08:00:00,2.50,7,United Kingdom",
    "2,10001,Lamp,5,2010-12-01 09:00:00,2.50,7,United Kingdom",
    "3,10001,Lamp,5,2010-12-01 10:00:00,3.00,7,United Kingdom",
    "4,10001,Lamp,5,2010-12-01 11:00:00,2.50,8,United Kingdom",
    "9,10001,Lamp,5,2010-12-03 09:00:00,2.50,7,United Kingdom",
]


def file(*rows: str) -> File:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "invoices.csv"
        path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
        return read(path)


def cancelled(*rows: str):
    return match(file(*SALES, *rows))


class Cancellations(unittest.TestCase):
    def test_units_come_back_of_the_latest_earlier_invoice_at_the_same_price(self) -> None:
        found = cancelled("C5,10001,Lamp,-7,2010-12-02 08:00:00,2.50,7,United Kingdom")
        self.assertEqual([(b.invoice, dict(b.units)) for b in found.backs], [("2", {("10001", 250): 5}), ("1", {("10001", 250): 2})])
        self.assertEqual(found.credits, [])

    def test_no_unit_comes_back_twice_and_the_rest_is_a_credit(self) -> None:
        found = cancelled(
            "C5,10001,Lamp,-7,2010-12-02 08:00:00,2.50,7,United Kingdom",
            "C6,10001,Lamp,-7,2010-12-02 09:00:00,2.50,7,United Kingdom",
        )
        self.assertEqual(sum(sum(back.units.values()) for back in found.backs), 10)
        self.assertEqual([(c.cancellation, c.pence) for c in found.credits], [("C6", 4 * 250)])

    def test_other_buyers_other_prices_and_discounts_are_credits(self) -> None:
        found = cancelled(
            "C5,10001,Lamp,-1,2010-12-02 08:00:00,9.99,7,United Kingdom",
            "C6,10001,Lamp,-1,2010-12-02 08:00:00,2.50,9,United Kingdom",
            "C7,D,Discount,-1,2010-12-02 08:00:00,27.50,7,United Kingdom",
        )
        self.assertEqual(found.backs, [])
        self.assertEqual([c.pence for c in found.credits], [999, 250, 2_750])

    def test_every_penny_of_every_cancellation_is_given_back_once(self) -> None:
        rows = [f"C{n},10001,Lamp,-{n},2010-12-02 0{n}:00:00,2.50,7,United Kingdom" for n in range(1, 8)]
        whole = file(*SALES, *rows)
        net = returned.of_file(match(whole))
        self.assertEqual(sum(net.per_day.values()), sum(one.pence for one in whole.cancellations))

    def test_a_cancellation_without_a_customer_or_of_nothing_is_left_out_with_its_reason(self) -> None:
        whole = file(
            "C5,10001,Lamp,-7,2010-12-02 08:00:00,2.50,,United Kingdom",
            "C6,10001,Lamp,0,2010-12-02 08:00:00,2.50,7,United Kingdom",
            "8,10001,Lamp,-3,2010-12-02 08:00:00,2.50,7,United Kingdom",
        )
        self.assertEqual((whole.invoices, whole.cancellations, len(whole.left_out)), ([], [], 3))

    def test_points_are_for_what_stays_and_small_lines_add_up(self) -> None:
        invoice = file(*[f"1,1000{n},Card,1,2010-12-01 08:00:00,0.40,7,United Kingdom" for n in range(5)]).invoices[0]
        self.assertEqual(points(invoice, Counter()), 2)
        self.assertEqual(points(invoice, Counter({("10000", 40): 1})), 1)


if __name__ == "__main__":
    unittest.main()
