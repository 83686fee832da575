"""The numbers that all contestants compute with, as src/contest/fill.ts makes them."""

import math
import re

import numpy as np
import torch

GOLDEN = 0x9E3779B1
CHUNK = 1 << 20


def mix32(value):
    """The 32-bit finalizer of MurmurHash3, of a number or in place of an array."""
    h = np.atleast_1d(np.asarray(value, dtype=np.uint32))
    h ^= h >> 16
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> 13
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> 16
    return h


def derive_seed(seed, name):
    """A seed for the part `name` of something seeded with `seed` (FNV-1a)."""
    value = (0x811C9DC5 ^ int(mix32(seed)[0])) & 0xFFFFFFFF
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return int(mix32(value)[0])


def fill(name, shape):
    """Uniform around zero: matrices keep products near one, vectors are small, scales and variances near one."""
    bound = math.sqrt(3 / math.prod(shape[1:])) if len(shape) > 1 else 0.1
    near_one = re.search(r"(norm\d*\.weight|bn\d\.weight|ln_\w+\.weight|running_var)$", name)
    return spread(name, shape, bound, 1 if near_one else 0)


def signal(name, shape):
    """An input of unit variance."""
    return spread(name, shape, math.sqrt(3), 0)


def spread(name, shape, bound, centre):
    size = math.prod(shape)
    base = np.uint32(mix32(int(mix32(0)[0]) ^ derive_seed(0, name))[0])
    values = np.empty(size, dtype=np.float32)
    # In parts, so that making the numbers does not decide the peak of memory.
    for start in range(0, size, CHUNK):
        part = np.arange(start, min(start + CHUNK, size), dtype=np.uint32)
        part *= np.uint32(GOLDEN)
        part ^= base
        unit = (mix32(part) >> 8).astype(np.float64) / 0x1000000
        values[start : start + CHUNK] = centre + (2 * unit - 1) * bound
    return torch.from_numpy(values).reshape(tuple(shape))
