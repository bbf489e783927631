"""How hypothesis searches: on a person's machine at random, in CI always the same examples."""

import os

from hypothesis import HealthCheck, settings

_SLOW_ENOUGH = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("local", deadline=None, max_examples=60, suppress_health_check=_SLOW_ENOUGH)
settings.register_profile("ci", parent=settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
