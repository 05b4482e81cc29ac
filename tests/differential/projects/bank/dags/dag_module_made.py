# airflow picks up the DAGs made in lib.made
from lib.made import build_all
from lib.made import dags as made_dags

for d in made_dags:
    globals()[d.dag_id] = d
vars().update({x.dag_id: x for x in build_all("second", 2)})
