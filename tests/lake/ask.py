"""Asks DuckDB what Athena would be asked, over files that lie as they do in the bucket.

Reads {"root", "tables": {name: [[column, type]]}, "statement", "times"} as JSON; writes {"rows", "seconds"}: rows of
text cells, and how long each of so many times took, the reading of files included.
"""

import json
import pathlib
import sys
import time

import duckdb


def opened(asked: dict) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    # The reports' days are UTC's, wherever this runs.
    db.execute("SET TimeZone = 'America/New_York'")
    for name, columns in asked["tables"].items():
        folder = pathlib.Path(asked["root"]) / "lake" / name
        files = [str(path) for path in folder.rglob("*.parquet")]
        if files:
            db.execute(
                f"CREATE VIEW {name}_files AS SELECT * FROM read_parquet({files!r}, union_by_name = true,"
                " hive_partitioning = true, hive_types = {'date': VARCHAR})"
            )
        else:
            typed = ", ".join(f"{column} {kind}" for column, kind in [*columns, ["date", "VARCHAR"]])
            db.execute(f"CREATE TABLE {name}_files ({typed})")
    return db


def main() -> None:
    asked = json.load(sys.stdin)
    db, rows, seconds = opened(asked), [], []
    for _ in range(asked.get("times", 1)):
        began = time.perf_counter()
        rows = db.execute(asked["statement"]).fetchall()
        seconds.append(time.perf_counter() - began)
    rows = [[None if cell is None else str(cell) for cell in row] for row in rows]
    json.dump({"rows": rows, "seconds": seconds}, sys.stdout)


main()
