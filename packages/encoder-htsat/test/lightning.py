"""A small HTS-AT with random weights, as the published training script keeps it: a checkpoint of Lightning.

Usage: lightning.py FILE. The names and shapes are written out here, table by table of the reference's state dict, and not taken
from this package.
"""
import sys

import torch

FFT, MELS, IMAGE, PATCH, EMBED, WINDOW, CLASSES = 32, 8, 16, 2, 8, 4, 3
DEPTHS, HEADS = [2, 1], [2, 4]

generator = torch.Generator().manual_seed(1)
state: dict[str, torch.Tensor] = {}


def add(name: str, *shape: int) -> None:
    state["sed_model." + name] = torch.randn(shape, generator=generator)


def pair(name: str, outputs: int, *inputs: int) -> None:
    add(name + ".weight", outputs, *inputs)
    add(name + ".bias", outputs)


add("spectrogram_extractor.stft.conv_real.weight", FFT // 2 + 1, 1, FFT)
add("spectrogram_extractor.stft.conv_imag.weight", FFT // 2 + 1, 1, FFT)
add("logmel_extractor.melW", FFT // 2 + 1, MELS)
pair("bn0", MELS)
add("bn0.running_mean", MELS)
add("bn0.running_var", MELS)
state["sed_model.bn0.num_batches_tracked"] = torch.tensor(77)
pair("patch_embed.proj", EMBED, 1, PATCH, PATCH)
pair("patch_embed.norm", EMBED)
for stage, (depth, heads) in enumerate(zip(DEPTHS, HEADS)):
    width, grid = EMBED * 2**stage, IMAGE // PATCH // 2**stage
    window = min(WINDOW, grid)
    for block in range(depth):
        at = f"layers.{stage}.blocks.{block}."
        if block % 2 == 1 and grid > window:
            add(at + "attn_mask", (grid // window) ** 2, window**2, window**2)
        pair(at + "norm1", width)
        add(at + "attn.relative_position_bias_table", (2 * window - 1) ** 2, heads)
        state["sed_model." + at + "attn.relative_position_index"] = torch.zeros(window**2, window**2, dtype=torch.int64)
        pair(at + "attn.qkv", 3 * width, width)
        pair(at + "attn.proj", width, width)
        pair(at + "norm2", width)
        pair(at + "mlp.fc1", 4 * width, width)
        pair(at + "mlp.fc2", width, 4 * width)
    if stage + 1 < len(DEPTHS):
        pair(f"layers.{stage}.downsample.norm", 4 * width)
        add(f"layers.{stage}.downsample.reduction.weight", 2 * width, 4 * width)
pair("norm", width)
pair("tscam_conv", CLASSES, width, grid // (IMAGE // MELS), 3)
pair("head", CLASSES, CLASSES)

torch.save(
    {
        "epoch": 3,
        "global_step": 1234,
        "pytorch-lightning_version": "1.5.9",
        "state_dict": state,
        "optimizer_states": [{"state": {0: {"step": 7, "exp_avg": torch.ones(3)}}, "param_groups": [{"lr": 1e-3}]}],
        "lr_schedulers": [{"last_epoch": 3}],
        "hparams_name": "kwargs",
        "hyper_parameters": {"config": {"batch_size": 32}},
    },
    sys.argv[1],
)
