"""``python -m catalog.cli``: the same as the command ``catalog``."""

from catalog.cli import main

main()
