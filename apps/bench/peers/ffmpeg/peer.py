"""An mp4 file to tensors by the ffmpeg command and numpy: `python peer.py TASK`, see src/contest/protocol.ts."""

import json
import math
import os
import resource
import subprocess
import sys
import time

import numpy as np

SAMPLES = 16
FFMPEG = os.environ.get("FFMPEG", "ffmpeg")


def decoded(*arguments):
    return subprocess.run([FFMPEG, "-v", "error", *arguments, "-"], stdout=subprocess.PIPE, check=True).stdout


def cubic(size, out):
    """`[out, size]`: bicubic weights, coefficient -0.75, half-pixel centres, clamped edges."""
    a = -0.75
    weights = np.zeros((out, size), dtype=np.float32)
    for place in range(out):
        source = (place + 0.5) * size / out - 0.5
        for tap in range(math.floor(source) - 1, math.floor(source) + 3):
            x = abs(source - tap)
            near = (a + 2) * x**3 - (a + 3) * x**2 + 1
            far = a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a
            weights[place, min(max(tap, 0), size - 1)] += near if x <= 1 else far
    return weights


def mel_filters(rate, size, bins, low, high):
    """Slaney's mel scale and area normalization, `[size / 2 + 1, bins]`."""
    to_mel = lambda hertz: hertz * 3 / 200 if hertz < 1000 else 15 + 27 * math.log(hertz / 1000) / math.log(6.4)
    to_hertz = lambda mel: mel * 200 / 3 if mel < 15 else 1000 * math.exp((mel - 15) * math.log(6.4) / 27)
    edges = [to_hertz(mel) for mel in np.linspace(to_mel(low), to_mel(high), bins + 2)]
    places = np.arange(size // 2 + 1) * rate / size
    columns = []
    for left, middle, right in zip(edges, edges[1:], edges[2:]):
        triangle = np.minimum((places - left) / (middle - left), (right - places) / (right - middle))
        columns.append(triangle.clip(0) * 2 / (right - left))
    return np.stack(columns, 1).astype(np.float32)


class Preparation:
    def __init__(self, sizes):
        self.sizes = sizes
        self.rows = cubic(sizes["height"], sizes["imageSize"])
        self.columns = cubic(sizes["width"], sizes["imageSize"])
        keys = ("sampleRate", "fftSize", "melBins", "fmin", "fmax")
        self.filters = mel_filters(*(sizes[key] for key in keys))
        self.window = np.hanning(sizes["fftSize"] + 1)[:-1].astype(np.float32)

    def frames(self):
        size = self.sizes
        raw = decoded("-i", size["path"], "-f", "rawvideo", "-pix_fmt", "rgb24")
        pictures = np.frombuffer(raw, np.uint8).reshape(-1, size["height"], size["width"], 3)
        places = np.arange(size["segments"]) * (len(pictures) - 1) // (size["segments"] - 1)
        chosen = pictures[places].astype(np.float32) / 255
        high = np.einsum("oh,nhwc->nowc", self.rows, chosen, optimize=True)
        return np.einsum("pw,nowc->nopc", self.columns, high, optimize=True)

    def log_mel(self):
        size, hop, rate = self.sizes["fftSize"], self.sizes["hop"], self.sizes["sampleRate"]
        raw = decoded("-i", self.sizes["path"], "-ac", "1", "-ar", str(rate), "-f", "f32le")
        samples = np.frombuffer(raw, np.float32)[: self.sizes["segments"] * rate].reshape(-1, rate)
        padded = np.pad(samples, ((0, 0), (size // 2, size // 2)), "reflect")
        pieces = np.lib.stride_tricks.sliding_window_view(padded, size, axis=1)[:, ::hop]
        power = np.abs(np.fft.rfft(pieces * self.window)) ** 2
        return 10 * np.log10(np.maximum(power @ self.filters, 1e-10))

    def __call__(self):
        return self.frames(), self.log_mel()


def sample_of(array):
    flat = array.reshape(-1)
    return [float(flat[i * flat.size // SAMPLES]) for i in range(SAMPLES)]


def peak_bytes():
    """Of this process and, at another moment, of ffmpeg: the larger one."""
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def say(message):
    print(json.dumps(message, separators=(",", ":")), flush=True)


def main(task):
    step = Preparation(task["sizes"])
    step()
    version = subprocess.run([FFMPEG, "-version"], capture_output=True, text=True).stdout.split("\n")[0]
    name = " ".join(version.split()[:3])
    say({"sample": [sample_of(array) for array in step()], "version": f"{name}, numpy {np.__version__}"})
    for line in sys.stdin:
        seconds = []
        for _ in range(int(line)):
            start = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - start)
        say({"seconds": seconds, "peakBytes": peak_bytes()})


main(json.loads(sys.argv[1]))
