"""What a new shop on this machine starts with: the sample people, and a small catalogue with stock."""

from pathlib import Path

from demo.http import Shop
from demo.invoices import read
from demo.replay import Replay
from local import people
from local.settings import MAIL_DOMAIN, ROOT, Place

CATALOGUE = Path(ROOT) / "demo" / "data" / "invoices.csv"


def seed(place: Place) -> None:
    """Adds what is missing; running it again changes nothing."""
    people.create(place)
    shop = Shop(place.base_url, people.token(place, "admin"))
    _name_a_sender(shop)
    if not shop.get("/products?limit=1")["items"]:
        Replay(shop, read(CATALOGUE), CATALOGUE).stock_the_shop()


def _name_a_sender(shop: Shop) -> None:
    """Without one, the shop writes to nobody; what it would have sent is on record as skipped."""
    settings = shop.get("/settings")
    if not settings.get("mail"):
        settings["mail"] = {
            "sender": f"orders@{MAIL_DOMAIN}",
            "name": "Kontor",
            "reply_to": f"help@{MAIL_DOMAIN}",
            "text": {"sender": "Kontor"},
        }
        shop.put("/settings", settings)
