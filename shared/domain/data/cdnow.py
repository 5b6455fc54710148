"""Makes cdnow.txt of Fader and Hardie's two files: python cdnow.py MASTER SAMPLE > cdnow.txt"""

import sys
from collections import defaultdict
from datetime import date


def main(master: str, sample: str) -> None:
    with open(sample, encoding="ascii") as rows:
        chosen = {row.split()[0] for row in rows if row.strip()}
    bought: defaultdict[str, list[str]] = defaultdict(list)
    with open(master, encoding="ascii") as rows:
        next(rows)
        for row in rows:
            customer, day, _, dollars = row.split()
            since = date(int(day[:4]), int(day[4:6]), int(day[6:])) - date(1997, 1, 1)
            cents = round(float(dollars) * 100)
            bought[customer].append(f"{since.days}:{cents}")
    for customer, sales in bought.items():
        print("*" if customer in chosen else "-", *sales)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
