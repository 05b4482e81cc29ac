"""What we would do with each DAG, in which order, and why: the part of a Plan that a person reads first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(str, Enum):
    """What to do with a DAG."""

    NOW = "now"
    LATER = "later"
    STAYS = "stays in Airflow"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that counts for a DAG or against it: its name, the points it gives, and what it found."""

    rule: str
    points: float
    because: str


@dataclass(frozen=True, slots=True)
class Work:
    """What there is so many of, and the person-days that all of them take, from and to."""

    what: str
    count: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do with a DAG: the verdict and why; the score is the sum of its `reasons`, `low` to `high` person-days
    the sum of `work`. `blocked_by` is what a person must decide or mend first."""

    path: str
    dag: str
    verdict: Verdict
    because: str
    score: float
    reasons: tuple[Reason, ...]
    low: float
    high: float
    work: tuple[Work, ...]
    blocked_by: tuple[str, ...] = ()


class Direction(str, Enum):
    """Who still writes what the other side reads while a bridge stands."""

    AIRFLOW_WRITES = "Airflow writes, assets read"
    ASSETS_WRITE = "assets write, Airflow reads"


@dataclass(frozen=True, slots=True)
class Bridge:
    """Data that both sides must see: `key` is written by one DAG and read by others. It stands from its wave until the
    wave `until`, or as long as a side of it stays in Airflow (None)."""

    key: str
    writer: str
    readers: tuple[str, ...]
    direction: Direction
    until: int | None


@dataclass(frozen=True, slots=True)
class Wave:
    """DAGs that move together, the bridges that are built with them, and the waves before that they share data with.
    `low` to `high` are person-days; `critical` says that a delay of it delays the whole."""

    number: int
    dags: tuple[str, ...]
    bridges: tuple[Bridge, ...]
    after: tuple[int, ...]
    low: float
    high: float
    critical: bool
    because: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """Until when data should be there, as its DAG's schedule promises: by each tick of `cron` in `zone`, made not more
    than `seconds` before it; without `cron`, made within the last `seconds` at any time."""

    key: str
    dag: str
    cron: str | None
    zone: str
    seconds: int
    because: str
