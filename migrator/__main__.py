"""`python -m migrator` is the `migrate` command."""

import sys

from migrator.cli import main

sys.exit(main())
