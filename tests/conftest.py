"""Settings for the whole test suite."""

import os

from hypothesis import HealthCheck, settings

# No test is judged by its speed: a busy machine changes nothing.  Under CI the examples are always the same.
settings.register_profile(
    "handrail",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("handrail")

os.environ.setdefault("MPLBACKEND", "Agg")  # figures are drawn without a screen
