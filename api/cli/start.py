"""The entry point of the installed command. It imports nothing heavy, so that Ctrl-C works from the start."""

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run `burnfit`; Ctrl-C while its modules are imported ends the process without a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from api.cli.main import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()
