"""Times that can be compared: calibrated batches, interleaved, the minimum of many."""

from collections.abc import Sequence
from timeit import Timer


def calls_per_batch(timer: Timer, seconds: float) -> int:
    """How many calls take about ``seconds``: doubled until they do."""
    number = 1
    while timer.timeit(number) < seconds:
        number *= 2
    return number


def best_times(timers: Sequence[Timer], *, batch_seconds: float = 0.002, repeats: int = 15) -> list[float]:
    """Seconds of one call of each timer.

    The timers take turns, so that a slow moment of the machine falls on all of them,
    and each keeps the fastest of its batches.
    """
    numbers = [calls_per_batch(timer, batch_seconds) for timer in timers]
    rounds = [
        [timer.timeit(number) / number for timer, number in zip(timers, numbers, strict=True)]
        for _ in range(repeats)
    ]
    return [min(times) for times in zip(*rounds, strict=True)]
