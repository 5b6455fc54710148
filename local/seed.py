"""What a new shop on this machine starts with: the sample people, and a small catalogue with stock."""

from pathlib import Path

from demo.http import Shop
from demo.invoices import read
from demo.replay import Replay
from local import people
from local.settings import ROOT, Place

CATALOGUE = Path(ROOT) / "demo" / "data" / "invoices.csv"


def seed(place: Place) -> None:
    """Adds what is missing; running it again changes nothing."""
    people.create(place)
    shop = Shop(place.base_url, people.token(place, "admin"))
    if not shop.get("/products?limit=1")["items"]:
        Replay(shop, read(CATALOGUE), CATALOGUE).stock_the_shop()
