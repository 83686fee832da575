"""Writes checkpoints with PyTorch as people do, and what is in them as JSON, for pytorch.test.ts.

Usage: python write_fixtures.py FOLDER
"""

import argparse
import collections
import json
import pathlib
import sys
import types

import torch

DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U64": torch.uint64,
    "U32": torch.uint32,
    "U16": torch.uint16,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def every_dtype():
    values = torch.tensor([-3.5, 0.0, 1.0, 2.75, 100.0, float("inf")])
    tensors = {}
    for name, dtype in DTYPES.items():
        finite = values if dtype.is_floating_point else values[1:5]
        tensors[name] = finite.to(dtype)
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.empty(0, 3)
    tensors["largest"] = torch.tensor([2**63 - 1, -(2**63)])
    return tensors


def views():
    base = torch.arange(120, dtype=torch.float32).reshape(2, 3, 4, 5)
    halves = torch.arange(24, dtype=torch.float16).reshape(4, 6)
    return {
        "base": base,
        "same": base,
        "transposed": halves.t(),
        "permuted": base.permute(3, 1, 0, 2),
        "offset": base[1, 2],
        "element": base[1, 2, 3, 4],
        "column": halves[:, 2],
        "every_third": base.flatten()[2::3],
        "expanded": torch.tensor([1, 2, 3])[:, None].expand(3, 4),
        "unfolded": torch.arange(10, dtype=torch.int32).unfold(0, 4, 2),
        "diagonal": base[0, 0].diagonal(),
        "channels_last": base.to(memory_format=torch.channels_last),
        "nothing": base[:, 3:],
        "eight_bytes": torch.arange(6, dtype=torch.int64)[::2],
    }


def module():
    net = torch.nn.Sequential(
        collections.OrderedDict(
            conv=torch.nn.Conv2d(2, 3, 3),
            norm=torch.nn.BatchNorm2d(3),
            head=torch.nn.Linear(3, 2).half(),
        )
    )
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.copy_(torch.arange(tensor.numel()).reshape(tensor.shape) / 8)
    return net


def training():
    """What a training script keeps: a wrapped model, its optimizer after a step, and how far it is."""
    model = torch.nn.Linear(2, 2)
    with torch.no_grad():
        model.weight.copy_(torch.eye(2))
        model.bias.zero_()
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    return {
        "epoch": 3,
        "state_dict": torch.nn.DataParallel(model).state_dict(),
        "optimizer": optimizer.state_dict(),
        "best": torch.tensor(0.75),
        "args": {"lr": 1e-3, "name": "é", "sizes": (1, 2), "seed": 2**40, "resume": None, "amp": False},
    }


def lightning():
    """A checkpoint of PyTorch Lightning before 1.6: a class as a key, and hyper-parameters as an object."""
    name = "pytorch_lightning.callbacks.model_checkpoint"
    stub = types.ModuleType(name)
    stub.ModelCheckpoint = type("ModelCheckpoint", (), {"__module__": name})
    for parent in ("pytorch_lightning", "pytorch_lightning.callbacks"):
        sys.modules[parent] = types.ModuleType(parent)
    sys.modules[name] = stub
    return {
        "epoch": 9,
        "pytorch-lightning_version": "1.5.9",
        "state_dict": collections.OrderedDict({"sed_model.head.weight": torch.arange(6.0).reshape(2, 3)}),
        "callbacks": {stub.ModelCheckpoint: {"best_model_score": torch.tensor(0.5)}},
        "hyper_parameters": {"config": argparse.Namespace(lr=1e-3, layers=[2, 2])},
    }


def microsoft():
    return {"model": {"head.weight": torch.ones(2, 2, dtype=torch.bfloat16)}, "config": {"depth": [2]}}


class Attack:
    def __reduce__(self):
        return print, ("a checkpoint ran code",)


def write(folder):
    expected = {}

    def save(name, content, state_dict, location=(), **options):
        torch.save(content, folder / name, **options)
        expected[name] = {"location": list(location), "tensors": {k: describe(v) for k, v in state_dict.items()}}

    legacy = {"_use_new_zipfile_serialization": False}
    unsigned = ("U64", "U32", "U16")
    plain = {name: tensor for name, tensor in every_dtype().items() if name not in unsigned}
    save("dtypes.pt", every_dtype(), every_dtype())
    save("dtypes-legacy.pt", plain, plain, **legacy)
    save("views.pt", views(), views())
    save("views-legacy.pt", views(), views(), **legacy)
    net = module()
    save("module.pt", net.state_dict(), net.state_dict())
    save("module-legacy.pt", net.state_dict(), net.state_dict(), **legacy)
    parameters = net.state_dict(keep_vars=True)
    parameters["head.weight"].note = "an attribute"
    for protocol in (2, 3, 4, 5):
        save(f"parameters-{protocol}.pt", parameters, parameters, pickle_protocol=protocol)
        save(f"parameters-legacy-{protocol}.pt", parameters, parameters, pickle_protocol=protocol, **legacy)
    state = training()
    save("training.pt", state, state["state_dict"], ["state_dict"])
    save("training-legacy.pt", state, state["state_dict"], ["state_dict"], **legacy)
    state = lightning()
    save("lightning.ckpt", state, state["state_dict"], ["state_dict"])
    save("lightning-legacy.ckpt", state, state["state_dict"], ["state_dict"], **legacy)
    state = microsoft()
    save("microsoft.pth", state, state["model"], ["model"])

    torch.serialization.set_crc32_options(False)
    save("without-checksums.pt", plain, plain)
    torch.serialization.set_crc32_options(True)

    # A big-endian machine writes its own byte order and says so.
    swapped = {name: tensor.clone() for name, tensor in plain.items()}
    for tensor in swapped.values():
        if tensor.numel() > 0:
            tensor.untyped_storage().byteswap(tensor.dtype)
    native, sys.byteorder = sys.byteorder, "big"
    torch.save(swapped, folder / "big-endian.pt")
    sys.byteorder = native
    for name, tensor in torch.load(folder / "big-endian.pt").items():
        assert tensor.equal(plain[name]), name
    expected["big-endian.pt"] = expected["without-checksums.pt"]

    torch.save({"weight": torch.ones(2), "attack": Attack()}, folder / "attack.pt")
    torch.save({"weight": torch.ones(2), "attack": Attack()}, folder / "attack-legacy.pt", **legacy)
    torch.save(net, folder / "whole-module.pt")
    torch.save({"weight": torch.ones(2, dtype=torch.complex64)}, folder / "complex.pt")
    torch.save({"weight": torch.ones(2, dtype=torch.complex64).conj().imag}, folder / "negated.pt")
    torch.save(torch.ones(2), folder / "bare-tensor.pt")
    torch.jit.script(torch.nn.Linear(1, 1)).save(folder / "torchscript.pt")
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(content)}" for name, content in expected.items())
    (folder / "expected.json").write_text(f"{{\n{lines}\n}}\n")


def describe(tensor):
    content = tensor.detach().contiguous().clone().reshape(-1).view(torch.uint8).numpy().tobytes()
    return {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "bytes": content.hex()}


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
