"""A timetable of a company's own: each day but those that are no workday."""

from datetime import timedelta

from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DagRunInfo, DataInterval, Timetable


class Workdays(Timetable):
    def infer_manual_data_interval(self, *, run_after):
        start = run_after.start_of("day")
        return DataInterval(start=start - timedelta(days=1), end=start)

    def next_dagrun_info(self, *, last_automated_data_interval, restriction):
        start = restriction.earliest
        if last_automated_data_interval is not None:
            start = last_automated_data_interval.end
        if start is None:
            return None
        while start.weekday() > 4:
            start = start + timedelta(days=1)
        if restriction.latest is not None and start > restriction.latest:
            return None
        return DagRunInfo.interval(start=start, end=start + timedelta(days=1))


class WorkdaysPlugin(AirflowPlugin):
    name = "workdays"
    timetables = (Workdays,)
