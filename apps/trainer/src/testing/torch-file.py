"""A safetensors file as PyTorch's users keep it. Usage: torch-file.py IN.safetensors OUT KIND

KIND is `plain` (the state dict itself), `model` (below "model", as Microsoft writes), or `lightning` (below "state_dict",
beside what Lightning's trainer keeps).
"""
import json
import struct
import sys

import torch

source, target, kind = sys.argv[1:]
types = {"F32": torch.float32, "I64": torch.int64, "F16": torch.float16}
content = open(source, "rb").read()
(length,) = struct.unpack("<Q", content[:8])
header = json.loads(content[8 : 8 + length])
header.pop("__metadata__", None)


def tensor(entry: dict) -> torch.Tensor:
    begin, end = (8 + length + offset for offset in entry["data_offsets"])
    return torch.frombuffer(bytearray(content[begin:end]), dtype=types[entry["dtype"]]).reshape(entry["shape"])


state = {name: tensor(entry) for name, entry in header.items()}
wrapped = {
    "plain": state,
    "model": {"model": state},
    "lightning": {
        "epoch": 3,
        "global_step": 1234,
        "pytorch-lightning_version": "1.5.9",
        "state_dict": state,
        "loops": {"fit_loop": {"state_dict": {}}},
        "optimizer_states": [{"state": {0: {"step": 7, "exp_avg": torch.ones(3)}}, "param_groups": [{"lr": 1e-3}]}],
        "lr_schedulers": [],
    },
}
torch.save(wrapped[kind], target)
