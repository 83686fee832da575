"""The process of PyTorch as a contestant: `python peer.py TASK`, see src/contest/protocol.ts."""

import json
import resource
import sys
import time

import torch

from ave import in_float64
from cases import find

MODES = {"eager": lambda fn: fn, "compile": torch.compile, "float64": in_float64}


def peak_bytes():
    """Most resident memory of this process so far."""
    try:
        with open("/proc/self/status") as status:
            lines = dict(line.split(":", 1) for line in status)
        return 1024 * int(lines["VmHWM"].split()[0])
    except (OSError, KeyError):
        unit = 1 if sys.platform == "darwin" else 1024
        return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def say(message):
    print(json.dumps(message, separators=(",", ":")), flush=True)


def main(task):
    step, sample = find(task["case"])(task["sizes"], MODES[task["mode"]])
    step()
    step()
    say({"sample": sample(), "version": f"torch {torch.__version__}"})
    for line in sys.stdin:
        seconds = []
        for _ in range(int(line)):
            start = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - start)
        say({"seconds": seconds, "peakBytes": peak_bytes()})


main(json.loads(sys.argv[1]))
