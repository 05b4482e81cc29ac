from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.exceptions import AirflowException
from unknown_library import Client, secret_for

PASSWORDS = {"prod": "<<passwords_by_stage>>", "dev": "<<passwords_dev>>"}
TOKENS = ["<<tokens_list>>", "<<tokens_second>>"]
stage = secret_for("stage")
client = Client("https://h", "u", password="<<unknown_client>>")
if stage == "password=<<condition>>":
    with DAG("odd_" + secret_for(password="<<dag_id_call>>")) as never:
        BashOperator(task_id="x", bash_command="x")

with DAG("odd_places", description="connect with postgres://u:<<description>>@h/d", tags=["secret=<<tag>>"]) as dag:
    one = BashOperator(task_id="one", bash_command=client.command(token="<<unknown_argument>>"))
    for name, password in PASSWORDS.items():
        BashOperator(task_id=f"for_{name}", bash_command=f"deploy {password}", params={"who": password})
    for number, token in enumerate(TOKENS):
        BashOperator(task_id=f"token_{number}", bash_command=f"deploy {token}")
    if client.login("u", password="<<unknown_condition>>"):
        two = BashOperator(task_id="two", bash_command="x")
        one >> two
    three = BashOperator(task_id="three", bash_command="echo $PW", env={"PW": "<<short_name>>", "X": PASSWORDS["prod"]}) ; one >> three  # token=<<edge_comment>>
    if not dag:
        raise AirflowException("no connection to postgres://u:<<raised>>@h/d")
    bases = [BashOperator(task_id="five", bash_command=["--password", "<<flag_list>>"]), BashOperator(task_id="six", bash_command="x", secrets={"any": "<<secrets_argument>>"})]
    BashOperator(task_id="seven", bash_command=f"load {secret_for('x', password='<<hole_source>>')} > /data/{secret_for('y', token='<<hole_place>>')}.csv")
    BashOperator(task_id="lower", bash_command="x", env={"PASSWORD": "<<lower_password:word>>"}, params={"copy": "postgres://u:<<lower_uri:word>>@h/d"})
