"""HTS-AT from its log-mel spectrogram on, by its specification, with the official state-dict names."""

import torch
import torch.nn.functional as F
from torch import nn

from swin_v2 import Mlp, PatchEmbedding, stages
from windows import merge, neighbours, partition, position_index, shift_mask


class Attention(nn.Module):
    def __init__(self, dim, heads, edge):
        super().__init__()
        self.heads, self.edge = heads, edge
        self.relative_position_bias_table = nn.Parameter(torch.empty((2 * edge - 1) ** 2, heads))
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def prepare(self):
        self.register_buffer("index", position_index(self.edge), persistent=False)

    def forward(self, x, mask):
        count, tokens, dim = x.shape
        q, k, v = self.qkv(x).view(count, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        bias = self.relative_position_bias_table[self.index].T.reshape(self.heads, tokens, tokens)
        logits = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1) + bias
        if mask is not None:
            windows = mask.shape[0]
            logits = logits.view(-1, windows, self.heads, tokens, tokens) + mask[:, None]
            logits = logits.view(count, self.heads, tokens, tokens)
        mixed = logits.softmax(-1) @ v
        return self.proj(mixed.transpose(1, 2).reshape(count, tokens, dim))


class Block(nn.Module):
    def __init__(self, dim, heads, grid, window, shifted):
        super().__init__()
        self.dim, self.tokens, self.grid = dim, grid * grid, grid
        self.edge = min(window, grid)
        self.shift = self.edge // 2 if shifted and grid > self.edge else 0
        self.norm1 = nn.LayerNorm(dim)
        self.attn = Attention(dim, heads, self.edge)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = Mlp(dim)

    def prepare(self):
        self.attn.prepare()
        mask = shift_mask(self.grid, self.edge, self.shift) if self.shift > 0 else None
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        windows = self.attn(partition(self.norm1(x), self.grid, self.edge, self.shift), self.mask)
        x = x + merge(windows, self.grid, self.edge, self.shift)
        return x + self.mlp(self.norm2(x))


class PatchMerging(nn.Module):
    def __init__(self, dim, grid):
        super().__init__()
        self.grid = grid
        self.norm = nn.LayerNorm(4 * dim)
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)

    def forward(self, x):
        return self.reduction(self.norm(neighbours(x, self.grid)))


class Htsat(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.edge = sizes["edge"]
        self.bn0 = nn.BatchNorm1d(sizes["melBins"])
        self.patch_embed = PatchEmbedding(1, sizes["dim"])
        self.layers = stages(Block, PatchMerging, sizes)

    def embed(self, log_mel):
        """`[B, frames, mels]` to tokens: normalised, stretched in time, and folded to a square."""
        x = self.bn0(log_mel.transpose(1, 2))
        batch, mels, _ = x.shape
        chunks = self.edge // mels
        x = F.interpolate(x[:, None], (mels, chunks * self.edge), mode="bicubic", align_corners=True)
        x = x.view(batch, mels, chunks, self.edge).transpose(1, 2)
        return self.patch_embed(x.reshape(batch, 1, self.edge, self.edge))
