"""A timetable of the company's own: each run covers the twelve hours before it."""

from datetime import timedelta

from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DagRunInfo, DataInterval, Timetable


class HalfDays(Timetable):
    """Noon and midnight."""

    description = "half days"

    def infer_manual_data_interval(self, *, run_after):
        """The twelve hours before."""
        return DataInterval(run_after - timedelta(hours=12), run_after)

    def next_dagrun_info(self, *, last_automated_data_interval, restriction):
        """The next half day."""
        start = last_automated_data_interval.end if last_automated_data_interval else restriction.earliest
        return start and DagRunInfo.interval(start, start + timedelta(hours=12))


class TimetablePlugin(AirflowPlugin):
    """Brings the timetable."""

    name = "own_timetable"
    timetables = [HalfDays]
