"""Measuring one thing side by side with its floor, in the same run, so that a ratio means something on any machine."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One measurement: `value` and `floor` are medians in `unit`; `queries` is how often the database was asked."""

    name: str
    value: float
    unit: str
    floor: float
    queries: int | None = None

    def line(self) -> str:
        """Answer the result as the one line of JSON that `make bench` prints."""
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 3),
                "unit": self.unit,
                "floor": round(self.floor, 3),
                "ratio": round(self.value / self.floor, 3),
                "queries": self.queries,
            }
        )


def cpu_milliseconds(call: Callable[[], object]) -> float:
    """Answer how much processor time of this process one call takes."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def side_by_side(call: Callable[[], object], floor: Callable[[], object], rounds: int = 40) -> tuple[float, float]:
    """Answer the medians of both, measured in turns after a warm-up, in milliseconds of processor time."""
    for _ in range(5):
        call()
        floor()
    gc.collect()
    pairs = [(cpu_milliseconds(call), cpu_milliseconds(floor)) for _ in range(rounds)]
    values, floors = zip(*pairs, strict=True)
    return statistics.median(values), statistics.median(floors)
