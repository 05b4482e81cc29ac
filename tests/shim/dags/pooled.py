"""Three tasks in a pool of one."""

import time
from datetime import datetime

from airflow.sdk import DAG, task

with DAG("pooled", schedule=None, start_date=datetime(2026, 1, 1)):

    @task(pool="one")
    def works(number):
        began = time.time()
        time.sleep(0.3)
        return [began, time.time()]

    works.expand(number=[1, 2, 3])
