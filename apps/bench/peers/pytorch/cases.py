"""The cases of src/engine/cases in PyTorch, each in the form that is fastest there.

A case gives `(compute, sample)`: a function without arguments that takes one step, which
torch.compile may compile, and one that gives numbers from what the steps so far computed.
"""

import math
import re

import torch
import torch.nn.functional as F

import ave
from arrays import fill, signal
from sampling import sample_of

LEARNING_RATE = 1e-3


def computing(fn, compiled):
    """A step that keeps what `fn` returns."""
    fn = compiled(fn)
    last = []

    def step():
        last[:] = fn()

    return step, lambda: [sample_of(tensor) for tensor in last]


def differentiating(fn, inputs, slope, compiled):
    """A step that keeps the value of `fn` and the gradients of its inputs."""
    for tensor in inputs:
        tensor.requires_grad_()
    fn = compiled(fn)
    last = []

    def step():
        value = fn(*inputs)
        last[:] = [value.detach(), *torch.autograd.grad(value, inputs, slope)]

    return step, lambda: [sample_of(tensor) for tensor in last]


def call(sizes, compiled):
    count = torch.zeros(())

    def step():
        count.add_(1)

    return step, lambda: [[float(count)]]


def matmul(sizes, compiled):
    a = signal("a", [sizes["rows"], sizes["inner"]])
    b = signal("b", [sizes["inner"], sizes["columns"]])
    return computing(lambda: [a @ b], compiled)


def layer_norm(sizes, compiled):
    shape = [sizes["rows"], sizes["width"]]
    inputs = [signal("x", shape), signal("gamma", shape[1:]), signal("beta", shape[1:])]

    def normalize(x, gamma, beta):
        return F.layer_norm(x, shape[1:], gamma, beta, 1e-5)

    return differentiating(normalize, inputs, signal("dy", shape), compiled)


def operation(fn):
    def case(sizes, compiled):
        shape = list(sizes.values())
        return differentiating(fn, [signal("x", shape)], signal("dy", shape), compiled)

    return case


def chain(x):
    return (x * 0.5 + 0.25).tanh().mul(x).add(x).square().sub(x)


def log_mel(sizes, compiled):
    samples, size, hop, bins = (sizes[key] for key in ("samples", "fftSize", "hop", "melBins"))
    clip = signal("samples", [1, samples])
    window = torch.hann_window(size)
    filters = mel_filters(32000, size, bins, 50, 14000)

    def decibels():
        spectrum = torch.stft(clip, size, hop, window=window, center=True, pad_mode="reflect", return_complex=True)
        power = torch.view_as_real(spectrum).square().sum(-1).transpose(1, 2)
        return [10 * torch.log10((power @ filters).clamp(min=1e-10))]

    return computing(decibels, compiled)


def mel_filters(rate, size, bins, low, high):
    """Slaney's mel scale and area normalization, `[size / 2 + 1, bins]`."""

    def to_mel(hertz):
        return hertz * 3 / 200 if hertz < 1000 else 15 + 27 * math.log(hertz / 1000) / math.log(6.4)

    def to_hertz(mel):
        return mel * 200 / 3 if mel < 15 else 1000 * math.exp((mel - 15) * math.log(6.4) / 27)

    first, last = to_mel(low), to_mel(high)
    edges = [to_hertz(first + (last - first) * i / (bins + 1)) for i in range(bins + 2)]
    places = torch.arange(size // 2 + 1, dtype=torch.float64) * rate / size
    columns = []
    for left, middle, right in zip(edges, edges[1:], edges[2:]):
        rising = (places - left) / (middle - left)
        falling = (right - places) / (right - middle)
        columns.append(torch.minimum(rising, falling).clamp(min=0) * 2 / (right - left))
    return torch.stack(columns, 1).float()


class Blocks:
    """Frozen pre-norm transformer blocks, each with a trainable adapter behind it."""

    def __init__(self, depth, width, heads, rank):
        self.depth, self.width, self.heads = depth, width, heads
        shapes = {
            "norm1.weight": [width],
            "norm1.bias": [width],
            "attn.in_proj_weight": [3 * width, width],
            "attn.in_proj_bias": [3 * width],
            "attn.out_proj.weight": [width, width],
            "attn.out_proj.bias": [width],
            "norm2.weight": [width],
            "norm2.bias": [width],
            "fc1.weight": [4 * width, width],
            "fc1.bias": [4 * width],
            "fc2.weight": [width, 4 * width],
            "fc2.bias": [width],
            "adapter.down.weight": [rank, width],
            "adapter.down.bias": [rank],
            "adapter.up.weight": [width, rank],
            "adapter.up.bias": [width],
        }
        self.parameters = {}
        for block in range(depth):
            for name, shape in shapes.items():
                path = f"blocks.{block}.{name}"
                self.parameters[path] = fill(path, shape).requires_grad_("adapter" in name)

    def trainable(self):
        return [parameter for parameter in self.parameters.values() if parameter.requires_grad]

    def block(self, x, p):
        batch, tokens, width = x.shape
        normed = F.layer_norm(x, [width], p("norm1.weight"), p("norm1.bias"), 1e-5)
        qkv = F.linear(normed, p("attn.in_proj_weight"), p("attn.in_proj_bias"))
        q, k, v = qkv.reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape)
        x = x + F.linear(mixed, p("attn.out_proj.weight"), p("attn.out_proj.bias"))
        normed = F.layer_norm(x, [width], p("norm2.weight"), p("norm2.bias"), 1e-5)
        widened = F.gelu(F.linear(normed, p("fc1.weight"), p("fc1.bias")))
        x = x + F.linear(widened, p("fc2.weight"), p("fc2.bias"))
        lowered = F.gelu(F.linear(x, p("adapter.down.weight"), p("adapter.down.bias")))
        return x + F.linear(lowered, p("adapter.up.weight"), p("adapter.up.bias"))

    def loss(self, x):
        for block in range(self.depth):
            x = self.block(x, lambda name: self.parameters[f"blocks.{block}.{name}"])
        return x.square().mean()


def blocks(sizes, compiled):
    model = Blocks(*(sizes[key] for key in ("depth", "width", "heads", "rank")))
    x = signal("x", [sizes["frames"], sizes["tokens"], sizes["width"]])
    optimizer = torch.optim.Adam(model.trainable(), lr=LEARNING_RATE)
    loss_of = compiled(model.loss)
    losses = []

    def step():
        optimizer.zero_grad()
        loss = loss_of(x)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    return step, lambda: [losses[:2]]


CASES = {
    "call": call,
    "matmul": matmul,
    "layer-norm": layer_norm,
    "softmax": operation(lambda x: torch.softmax(x, -1)),
    "gelu": operation(F.gelu),
    "chain": operation(chain),
    "log-mel": log_mel,
    "blocks": blocks,
    "step": ave.step,
    "infer": ave.infer,
}


def find(name):
    """The case of that name; those of several shapes have them behind their name."""
    return CASES.get(name) or CASES[re.split("[-/]", name)[0]]
