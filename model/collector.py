"""Python's search for circles of objects that nothing else holds."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Do not search for circles meanwhile, for work whose values go away as soon as nothing holds them.

    Each search looks at all that is kept, which in a long check or a large caseload is what takes the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
