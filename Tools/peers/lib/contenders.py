"""Everybody who takes part in a row: vidproc's timer and a worker for each peer, behind one face."""

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import machine
from peer import Sources, picture
from pictures import Format
from places import ENVIRONMENT
from rows import Row
from timer import Refused, Timer

PYTHONS = {"CV4": "venv-cv4", "PILSIMD": "venv-simd"}
LIBRARY = Path(__file__).parent
# The second one runs beside the first when that has several threads, to tell what they are worth.
VIDPROC, ALONE = "vidproc", "vidproc on one thread"
LAYOUTS = {"gray": "gray", "rgb": "gbrp", "yuv": "yuv420p"}


@dataclass
class Job:
    """One way of doing a row by one contender, and what was measured of it: milliseconds a frame, a list each round."""

    contender: str
    label: str
    estimate: float
    note: str = ""
    rounds: list[list[float]] = field(default_factory=list)
    # Share of each round that the process waited for a processor.
    waits: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        label = self.label.split("|")[0]
        return f"{self.contender}.{label}" if label else self.contender

    def note_round(self, times: list[float], waited: float) -> None:
        self.rounds.append(times)
        self.waits.append(waited)


class PeerProcess:
    def __init__(self, name: str, threads: int):
        self.name = name
        python = ENVIRONMENT / PYTHONS.get(name, "venv") / "bin/python"
        log = open(ENVIRONMENT / f"worker-{name}-{threads}.log", "w")
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen([python, LIBRARY / "worker.py", name, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                         env=environment)
        self.version = json.loads(self._process.stdout.readline())["version"]

    def _ask(self, command: str, **values: object) -> dict:
        self._process.stdin.write(json.dumps({"command": command, **values}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"ok": False, "error": "the worker has ended"}
        if not answer["ok"]:
            raise Refused(f"{self.name}: {answer['error']}")
        return answer

    def open(self, row: Row, size: str) -> list[Job]:
        return [Job(self.name, key, what["estimate"], what["note"]) for key, what in self._ask("open", row=row.name, size=size)["operations"].items()]

    def run(self, job: Job, milliseconds: float) -> None:
        before, began = machine.waited(self._process.pid), time.perf_counter()
        times = self._ask("run", key=job.label, milliseconds=milliseconds)["times"]
        job.note_round(times, (machine.waited(self._process.pid) - before) / (time.perf_counter() - began))

    def picture(self, job: Job) -> np.ndarray | None:
        with tempfile.NamedTemporaryFile(suffix=".npy") as file:
            return np.load(file.name) if self._ask("get", key=job.label, path=file.name)["has_picture"] else None

    def close_row(self) -> None:
        self._ask("close")

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


class Vidproc:
    """The timer, on the same frames in files."""

    def __init__(self, name: str, threads: int, scratch: Path):
        self.name, self.threads, self.scratch = name, threads, scratch
        self._sources: dict[str, Sources] = {}
        self.timer = Timer()
        self.version = f"vidproc, {self.timer.level}"

    def open(self, row: Row, size: str) -> list[Job]:
        sources = self._sources.setdefault(size, Sources(size))
        layout, file = Format(LAYOUTS[row.source]), self.scratch / f"{row.source}-{size}.raw"
        if not file.exists():
            frames = {"gray": lambda: sources.gray, "rgb": lambda: sources.gbr, "yuv": lambda: sources.yuv}[row.source]()
            file.write_bytes(b"".join(frame.tobytes() for frame in frames))
        chain = row.chain.format(w=sources.scaled_width, h=sources.scaled_height)
        for filter_ in chain.split(" + "):
            if filter_.split("=")[0] not in self.timer.filters:
                raise Refused(f"vidproc has no {filter_.split('=')[0]} yet")
        self._result = self.timer.prepare(chain, file, sources.width, sources.height, layout, full=row.source != "yuv", threads=self.threads)
        estimate = min(self.timer.run(3))
        return [Job(self.name, "|" + ("one" if self.threads == 1 else "bands"), estimate, chain)]

    def run(self, job: Job, milliseconds: float) -> None:
        count = max(3 if job.estimate < 120 else 1, min(400, int(milliseconds / max(job.estimate, 1e-3))))
        process = self.timer.process
        before, began = machine.waited(process), time.perf_counter()
        times = self.timer.run(count)
        job.note_round(times, (machine.waited(process) - before) / (time.perf_counter() - began))

    def picture(self, job: Job) -> np.ndarray | None:
        width, height, layout = self._result
        path = self.scratch / "made.raw"
        self.timer.ask("write", file=path)
        planes = layout.read(path, width, height)
        return picture(planes if layout.name == "gbrp" else planes[:1])

    def close_row(self) -> None:
        self.timer.ask("close")

    def close(self) -> None:
        self.timer.close()
