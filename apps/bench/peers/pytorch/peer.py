"""The process of PyTorch as a contestant: `python peer.py TASK`, see src/contest/protocol.ts."""

import json
import resource
import sys
import time

import torch

from cases import find


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
    compiled = torch.compile if task["mode"] == "compile" else lambda fn: fn
    step, sample = find(task["case"])(task["sizes"], compiled)
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
