"""The name of this machine's processor, which stands beside figures that were measured on it."""

import platform
from pathlib import Path

import torch


def processor() -> str:
    """The name of the GPU if there is one, else of the processor."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
