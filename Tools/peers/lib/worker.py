"""One peer in a process of its own: `worker.py PEER THREADS`, requests and answers a line of JSON each.

open (row, size), run (key, milliseconds), get (key, path), close. A key is LABEL|MODE; the mode is one (one thread), native (the library's own threads) or
parallel (as many frames at a time as threads, each on one thread of the library).
"""

import gc
import importlib
import json
import os
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import numpy as np

if __name__ == "__main__":
    # Libraries print where they like; answers go where the harness listens. bench, which asks here for the peers' names, keeps its output.
    _answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

PEERS = {
    "CV": ("peer_opencv", "OpenCV"), "CV4": ("peer_opencv", "OpenCV"), "IPP": ("peer_ipp", "IPP"), "HAL": ("peer_halide", "Halide"),
    "VS": ("peer_vapoursynth", "VapourSynth"), "AVF": ("peer_libavfilter", "LibAVFilter"), "AV8": ("peer_libavfilter", "PyAV"), "NUM": ("peer_numba", "Numba"),
    "PIL": ("peer_python", "Pillow"), "PILSIMD": ("peer_python", "Pillow"), "SCIPY": ("peer_python", "SciPy"), "SKI": ("peer_python", "SkImage"),
    "VIPS": ("peer_python", "Vips"),
}
MOST_CALLS, FEWEST_CALLS, LONG = 400, 3, 120.0


class Worker:
    def __init__(self, name: str, threads: int):
        module, kind = PEERS[name]
        self.peer = getattr(importlib.import_module(module), kind)(threads)
        self.threads = threads
        self.sources = {}
        self.ready = {}
        # They stay, so that the system keeps account of how long they waited for a processor. One thread each, so that a slot always is the same one.
        self.pool = [ThreadPoolExecutor(1) for _ in range(threads)]

    def open(self, row: str, size: str) -> dict:
        from peer import Sources
        sources = self.sources.setdefault(size, Sources(size))
        self.ready = {}
        gc.collect()
        modes = ["one"] if self.threads == 1 else (["native"] if self.peer.native else []) + (["parallel"] if self.peer.parallel else [])
        for mode in modes:
            self.peer.use(1 if mode == "parallel" else self.threads)
            for label, operation in self.peer.operations(row, sources).items():
                self.ready[f"{label}|{mode}"] = (operation, mode, self._estimate(operation))
        return {key: {"estimate": estimate, "note": operation.note} for key, (operation, _, estimate) in self.ready.items()}

    @staticmethod
    def _estimate(operation) -> float:
        """Milliseconds of a call: the least of some, as the first ones warm up and other work may come between."""
        best = float("inf")
        for i in range(5):
            began = time.perf_counter()
            operation.call(i, 0)
            best = min(best, (time.perf_counter() - began) * 1e3)
            if best > 300:
                break
        return best

    def run(self, key: str, milliseconds: float) -> list[float]:
        operation, mode, estimate = self.ready[key]
        self.peer.use(1 if mode == "parallel" else self.threads)
        count = max(1 if estimate > LONG else FEWEST_CALLS, min(MOST_CALLS, int(milliseconds / max(estimate, 1e-3))))
        if mode == "parallel":
            return [self._parallel(operation, count) for _ in range(1 if estimate > LONG else 3)]
        if operation.batch:
            operation.batch(4)
            began = time.perf_counter()
            operation.batch(count + 1)
            return [(time.perf_counter() - began) * 1e3 / (count + 1)]
        times = []
        for i in range(count):
            began = time.perf_counter()
            operation.call(i, 0)
            times.append((time.perf_counter() - began) * 1e3)
        return times

    def _parallel(self, operation, count: int) -> float:
        """Milliseconds a frame of as many threads as there are, with `count` frames each: from where all are ready to where the last one ends."""
        began = []
        start = threading.Barrier(self.threads, lambda: began.append(time.perf_counter()))

        def frames(slot: int) -> float:
            start.wait()
            for i in range(count):
                operation.call(i + 2 * slot, slot)
            return time.perf_counter()

        ended = [thread.submit(frames, slot) for slot, thread in enumerate(self.pool)]
        return (max(end.result() for end in ended) - began[0]) * 1e3 / (self.threads * count)

    def get(self, key: str, path: str) -> bool:
        operation = self.ready[key][0]
        if not operation.get:
            return False
        np.save(path, operation.get())
        return True


def answer(**fields: object) -> None:
    _answers.write(json.dumps(fields) + "\n")
    _answers.flush()


def main() -> None:
    worker = Worker(sys.argv[1], int(sys.argv[2]))
    answer(version=worker.peer.version())
    for line in sys.stdin:
        request = json.loads(line)
        try:
            match request.pop("command"):
                case "open":
                    answer(ok=True, operations=worker.open(**request))
                case "run":
                    answer(ok=True, times=worker.run(**request))
                case "get":
                    answer(ok=True, has_picture=worker.get(**request))
                case "close":
                    worker.ready = {}
                    gc.collect()
                    answer(ok=True)
        except Exception as failure:
            traceback.print_exc()
            answer(ok=False, error=repr(failure)[:300])


if __name__ == "__main__":
    main()
