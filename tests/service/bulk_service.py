"""A service that answers as the coach would, for processes that a test starts: `burnfit bulk`, and Ray's workers."""

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from typing_extensions import override

from bench.coach_model import CoachModel
from models.language_model import Call, Completion
from service.service import Service
from service.settings import Settings

PAUSE_S = "TEST_BULK_PAUSE_S"
"""Name of the environment variable with the seconds that each answer of the model takes."""

DIES_ONCE = "TEST_BULK_DIES_ONCE"
"""Name of the environment variable with a file: the process that makes it kills itself at its first answer."""


class SlowCoach(CoachModel):
    """The coach's model, which takes its time and can die."""

    @override
    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        time.sleep(float(os.environ.get(PAUSE_S, "0")))
        if (file := os.environ.get(DIES_ONCE)) and not Path(file).exists():
            Path(file).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().complete(call, cancel)


def coached(settings: Settings) -> Service:
    """The service, without a model to load."""
    return Service(SlowCoach(), settings.model_copy(update={"attempts": 1, "log_level": "error"}))


def main() -> None:
    """The command line with this service."""
    from api.cli.main import main as run
    from service.bulk import on_ray
    from tests.service import bulk_service  # by its name, which Ray's workers know it by

    replaced: Any = Service
    replaced.load = bulk_service.coached
    in_ray: Any = on_ray
    in_ray.on_ray = partial(on_ray.on_ray, load=bulk_service.coached)
    run()


if __name__ == "__main__":
    main()
