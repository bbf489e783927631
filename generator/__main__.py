"""`python -m generator` is `vmssgen`."""

from generator.cli.app import main

main()
