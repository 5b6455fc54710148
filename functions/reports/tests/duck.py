"""Asks DuckDB what Athena would be asked, over files that lie as they do in the bucket.

Reads {"root", "tables": {name: [[column, type]]}, "statement"} as JSON; writes rows of text cells as JSON.
"""

import json
import pathlib
import sys

import duckdb

asked = json.load(sys.stdin)
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
rows = db.execute(asked["statement"]).fetchall()
json.dump([[None if cell is None else str(cell) for cell in row] for row in rows], sys.stdout)
