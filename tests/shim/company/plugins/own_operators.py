"""Operators and hooks as a company's plugins folder has them."""

from airflow.models import BaseOperator
from airflow.plugins_manager import AirflowPlugin

try:
    from airflow.sdk import BaseHook
except ImportError:
    from airflow.hooks.base import BaseHook


class OwnHook(BaseHook):
    """A hook."""

    def numbers(self):
        """Some numbers."""
        return [1, 2, 3]


class OwnOperator(BaseOperator):
    """An operator with a templated field and a file for it."""

    template_fields = ("text",)
    template_ext = (".txt",)

    def __init__(self, *, text, **arguments):
        super().__init__(**arguments)
        self.text = text

    def execute(self, context):
        """What it was given, and what the hook says."""
        return [self.text, OwnHook().numbers()]


def shout(text):
    """A macro."""
    return text.upper()


class OwnPlugin(AirflowPlugin):
    """What it brings, as it was written for 1.10 and since."""

    name = "own_plugin"
    operators = [OwnOperator]
    hooks = [OwnHook]
    executors = []
    admin_views = []
    flask_blueprints = []
    menu_links = []
    appbuilder_views = []
    macros = [shout]
