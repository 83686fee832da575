"""Windows of a token grid, and the neighbourhoods that patch merging joins. Grids are square."""

import torch


def partition(x, grid, edge, shift):
    """`[B, grid*grid, C]` to `[B * windows, edge*edge, C]`, rolled up and left first."""
    batch, _, width = x.shape
    x = x.view(batch, grid, grid, width)
    if shift > 0:
        x = torch.roll(x, (-shift, -shift), (1, 2))
    count = grid // edge
    x = x.view(batch, count, edge, count, edge, width).transpose(2, 3)
    return x.reshape(-1, edge * edge, width)


def merge(windows, grid, edge, shift):
    """The way back of `partition`."""
    width = windows.shape[-1]
    count = grid // edge
    x = windows.view(-1, count, count, edge, edge, width).transpose(2, 3).reshape(-1, grid, grid, width)
    if shift > 0:
        x = torch.roll(x, (shift, shift), (1, 2))
    return x.reshape(-1, grid * grid, width)


def shift_mask(grid, edge, shift):
    """`[windows, N, N]`: -100 where two tokens of a rolled window are no neighbours in the picture."""
    place = torch.arange(grid)
    region = (place >= grid - edge).int() + (place >= grid - shift).int()
    label = (3 * region[:, None] + region[None, :]).reshape(1, grid * grid, 1)
    label = partition(label, grid, edge, 0).squeeze(-1)
    return torch.where(label[:, :, None] == label[:, None, :], 0.0, -100.0)


def position_index(edge):
    """`[N * N]`: which entry of a table of offsets belongs to each pair of tokens."""
    row, column = (axis.reshape(-1) for axis in torch.meshgrid(torch.arange(edge), torch.arange(edge), indexing="ij"))
    rows = row[:, None] - row[None, :] + edge - 1
    columns = column[:, None] - column[None, :] + edge - 1
    return (rows * (2 * edge - 1) + columns).reshape(-1)


def neighbours(x, grid):
    """`[B, grid*grid, C]` to `[B, N/4, 4C]`: upper left, lower left, upper right, lower right."""
    batch, _, width = x.shape
    x = x.view(batch, grid // 2, 2, grid // 2, 2, width).permute(0, 1, 3, 4, 2, 5)
    return x.reshape(batch, -1, 4 * width)
