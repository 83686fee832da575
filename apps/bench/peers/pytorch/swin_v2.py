"""Swin Transformer V2 by its specification, with the official state-dict names."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from windows import merge, neighbours, partition, position_index, shift_mask

LARGEST_LOG_SCALE = math.log(100)


def log_offsets(edge):
    """`[(2 edge - 1)^2, 2]`: row and column offsets of two tokens, on a logarithmic scale."""
    offset = 8 * torch.arange(1 - edge, edge, dtype=torch.float64) / max(edge - 1, 1)
    scaled = offset.sign() * torch.log2(offset.abs() + 1) / 3
    return torch.cartesian_prod(scaled, scaled).float()


class Attention(nn.Module):
    def __init__(self, dim, heads, edge):
        super().__init__()
        self.heads, self.edge = heads, edge
        self.logit_scale = nn.Parameter(torch.empty(heads, 1, 1))
        self.q_bias = nn.Parameter(torch.empty(dim))
        self.v_bias = nn.Parameter(torch.empty(dim))
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 512), nn.ReLU(), nn.Linear(512, heads, bias=False))
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)

    def bias(self):
        """`[heads, N, N]`"""
        table = 16 * torch.sigmoid(self.cpb_mlp(self.offsets))
        tokens = self.edge**2
        return table[self.index].T.reshape(self.heads, tokens, tokens)

    def prepare(self):
        """What does not depend on weights."""
        self.register_buffer("offsets", log_offsets(self.edge), persistent=False)
        self.register_buffer("index", position_index(self.edge), persistent=False)

    def forward(self, x, mask):
        count, tokens, dim = x.shape
        bias = torch.cat([self.q_bias, torch.zeros_like(self.q_bias), self.v_bias])
        qkv = F.linear(x, self.qkv.weight, bias).view(count, tokens, 3, self.heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        scale = self.logit_scale.clamp(max=LARGEST_LOG_SCALE).exp()
        logits = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1) * scale + self.bias()
        if mask is not None:
            windows = mask.shape[0]
            logits = logits.view(-1, windows, self.heads, tokens, tokens) + mask[:, None]
            logits = logits.view(count, self.heads, tokens, tokens)
        mixed = logits.softmax(-1) @ v
        return self.proj(mixed.transpose(1, 2).reshape(count, tokens, dim))


class Mlp(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.fc1 = nn.Linear(dim, 4 * dim)
        self.fc2 = nn.Linear(4 * dim, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    """Both residuals, each normalised after it was computed."""

    def __init__(self, dim, heads, grid, window, shifted):
        super().__init__()
        self.dim, self.tokens, self.grid = dim, grid * grid, grid
        self.edge = min(window, grid)
        self.shift = window // 2 if shifted and grid > self.edge else 0
        self.attn = Attention(dim, heads, self.edge)
        self.norm1 = nn.LayerNorm(dim)
        self.mlp = Mlp(dim)
        self.norm2 = nn.LayerNorm(dim)

    def prepare(self):
        self.attn.prepare()
        mask = shift_mask(self.grid, self.edge, self.shift) if self.shift > 0 else None
        self.register_buffer("mask", mask, persistent=False)

    def attend(self, x):
        windows = self.attn(partition(x, self.grid, self.edge, self.shift), self.mask)
        return x + self.norm1(merge(windows, self.grid, self.edge, self.shift))

    def feed_forward(self, x):
        return x + self.norm2(self.mlp(x))

    def forward(self, x):
        return self.feed_forward(self.attend(x))


class PatchMerging(nn.Module):
    def __init__(self, dim, grid):
        super().__init__()
        self.grid = grid
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = nn.LayerNorm(2 * dim)

    def forward(self, x):
        return self.norm(self.reduction(neighbours(x, self.grid)))


class Stage(nn.Module):
    def __init__(self, block, merging, dim, depth, heads, grid, window, last):
        super().__init__()
        self.blocks = nn.ModuleList(block(dim, heads, grid, window, i % 2 == 1) for i in range(depth))
        self.downsample = None if last else merging(dim, grid)


class PatchEmbedding(nn.Module):
    def __init__(self, channels, dim):
        super().__init__()
        self.proj = nn.Conv2d(channels, dim, 4, 4)
        self.norm = nn.LayerNorm(dim)

    def forward(self, image):
        return self.norm(self.proj(image).flatten(2).transpose(1, 2))


def stages(block, merging, sizes):
    """The stages of an encoder of `sizes`: `edge` of the input, `dim`, `depths`, `heads`, `window`."""
    grid, dim, last = sizes["edge"] // 4, sizes["dim"], len(sizes["depths"]) - 1
    shapes = zip(sizes["depths"], sizes["heads"])
    return nn.ModuleList(
        Stage(block, merging, dim << i, depth, heads, grid >> i, sizes["window"], i == last)
        for i, (depth, heads) in enumerate(shapes)
    )


class SwinV2(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.patch_embed = PatchEmbedding(3, sizes["dim"])
        self.layers = stages(Block, PatchMerging, sizes)
        self.norm = nn.LayerNorm(sizes["dim"] << (len(sizes["depths"]) - 1))

    def embed(self, frames):
        return self.patch_embed(frames)
