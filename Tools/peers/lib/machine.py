"""The machine that figures come from, and how busy it is with other things."""

import os
import platform
from pathlib import Path


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def description() -> dict[str, object]:
    return {"processor": processor(), "count": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def waited(process: int) -> float:
    """Seconds that a process' threads were ready to run and did not, since they began."""
    total = 0
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[1])
        except OSError:
            # A thread that has ended since.
            continue
    return total / 1e9
