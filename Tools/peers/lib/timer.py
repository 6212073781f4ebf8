"""vidproc as a process that stays open: Tools/peers/KernelTimer and its lines."""

import subprocess
from pathlib import Path

from pictures import Format, Planes
from places import TIMER


class Refused(Exception):
    """What KernelTimer answered in place of a result."""


class Timer:
    """One KernelTimer. `level` None takes the processor's own."""

    def __init__(self, level: str | None = None):
        self._process = subprocess.Popen([TIMER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.level = level or self.ask("machine")[0]
        self.filters = self.ask("filters")

    @property
    def process(self) -> int:
        return self._process.pid

    def ask(self, command: str, **values: object) -> list[str]:
        line = "\t".join([command, *(f"{key}={value}" for key, value in values.items())])
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        word, *fields = self._process.stdout.readline().rstrip("\n").split("\t")
        if word != "ok":
            raise Refused(" ".join(fields) or "KernelTimer has ended")
        return fields

    def prepare(self, chain: str, file: Path, width: int, height: int, layout: Format, full: bool = True, threads: int = 1) -> tuple[int, int, Format]:
        """Opens `chain`; gives the size and the layout of what comes out."""
        answer = self.ask("prepare", chain=chain, file=file, width=width, height=height, format=layout.name, range="full" if full else "limited",
                          threads=threads, level=self.level)
        return int(answer[0]), int(answer[1]), Format(answer[2])

    def run(self, times: int) -> list[float]:
        """Milliseconds of each of `times` frames."""
        return [float(text) for text in self.ask("run", times=times)]

    def result(self, chain: str, planes: Planes, layout: Format, scratch: Path, full: bool = True, threads: int = 1) -> Planes:
        """What `chain` makes of one picture."""
        source, made = scratch / "source.raw", scratch / "made.raw"
        layout.write(source, planes)
        height, width = planes[0].shape
        width, height, layout = self.prepare(chain, source, width, height, layout, full, threads)
        self.ask("write", file=made)
        return layout.read(made, width, height)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()

