"""A bar that tells how far a long piece of work is."""

import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

WIDTH = 30
THREADS = 6


class Bar:
    """One line on a terminal, a line every ten per cent elsewhere."""

    def __init__(self, what: str, total: int):
        self.what, self.total, self.done = what, max(total, 1), 0
        self.began = time.monotonic()
        self.lock = threading.Lock()
        self.told = -1
        self._tell()

    def step(self, by: int = 1) -> None:
        with self.lock:
            self.done += by
            self._tell()

    def _tell(self) -> None:
        share = min(self.done / self.total, 1)
        seconds = time.monotonic() - self.began
        text = f"{self.what:<22} {'█' * int(share * WIDTH):<{WIDTH}} {self.done}/{self.total}  {seconds:.0f} s"
        if sys.stdout.isatty():
            print(f"\r{text}", end="\n" if share == 1 else "", flush=True)
        elif int(share * 10) > self.told:
            self.told = int(share * 10)
            print(text, flush=True)


def each(what: str, items: Iterable, work: Callable[[Any], Any]) -> list:
    """Does `work` for every item, several at once, and returns the results in order."""
    todo = list(items)
    bar = Bar(what, len(todo))
    results: list = [None] * len(todo)
    with ThreadPoolExecutor(THREADS) as pool:
        futures = {pool.submit(work, item): at for at, item in enumerate(todo)}
        for future in as_completed(futures):
            results[futures[future]] = future.result()
            bar.step()
    return results
