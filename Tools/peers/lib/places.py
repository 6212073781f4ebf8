"""Where the peers' environment and the project's own files are."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
TIMER = PROJECT / ".build/release/KernelTimer"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
ENVIRONMENT = Path(os.environ.get("VIDPROC_PEERS") or _CACHE / "vidproc/peers")


def shim(name: str) -> Path:
    """The library made of shims/NAME.c; it may be missing where this machine could not have it. One made of an older text would be called wrongly."""
    text, library = PROJECT / f"Tools/peers/shims/{name}.c", ENVIRONMENT / "shims" / f"{name}.so"
    if library.exists() and library.stat().st_mtime <= text.stat().st_mtime:
        raise OSError(f"{library} is older than {text}: Tools/peers/setup makes it anew")
    return library
