"""Takes a function out of a user's file with all it needs, or says why it cannot: `Mover(root).task(task, dag)`.

The answer is a `Moved` (text that stands by itself), an `Imported` (the function stays in the user's package, which
needs nothing of Airflow) or a `Refused`. What a function takes from Airflow when it runs becomes a parameter, and its
`Input` says in the words of the model what it is fed with: a target renders that and nothing else. Nothing is executed.
"""

from migrator.moving.asked import Asked, Means, Refused, Why
from migrator.moving.checking import module_text
from migrator.moving.importing import import_text
from migrator.moving.mover import Mover

__all__ = ["Asked", "Means", "Mover", "Refused", "Why", "import_text", "module_text"]
