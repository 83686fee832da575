"""The AVE network: both encoders with DG-SCT layers between their blocks, and the head. Cases `step` and `infer`."""

from functools import partial

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from arrays import fill, signal
from dg_sct import Cmbs, Pairs, TemporalAttention, losses
from htsat import Htsat
from sampling import sample_of
from swin_v2 import SwinV2

LEARNING_RATE = 5e-4
# Whose gradients are compared: they depend on everything behind them.
COMPARED = (".gate", ".fc_affine_video_1.bias")


def pair(visual_count, audio_count):
    """Which visual blocks of a stage have an audio block beside them: the last of each equal part."""
    every = visual_count // audio_count
    return {position: position // every for position in range(every - 1, visual_count, every)}


class AveNetwork(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.segments = sizes["segments"]
        self.recomputes = False
        self.swin, self.htsat = SwinV2(sizes["visual"]), Htsat(sizes["audio"])
        for encoder in (self.swin, self.htsat):
            encoder.requires_grad_(False)
        self.steps, pairs = [], []
        for visual, audio in zip(self.swin.layers, self.htsat.layers):
            partners = pair(len(visual.blocks), len(audio.blocks))
            steps = []
            for position, block in enumerate(visual.blocks):
                partner = partners.get(position)
                steps.append((position, partner, None if partner is None else len(pairs)))
                if partner is not None:
                    pairs.append((block, audio.blocks[partner]))
            self.steps.append(steps)
        layers = Pairs(pairs, sizes["adapters"])
        for name, blocks in layers.named_children():
            self.add_module(name, blocks)
        visual_dim, audio_dim = pairs[-1][0].dim, pairs[-1][1].dim
        self.temporal_attn = TemporalAttention(visual_dim, audio_dim, sizes["head"])
        self.CMBS = Cmbs(sizes["head"])

    def pair(self, index, visual, audio, v, a):
        audio_term, _ = self.audio_adapter_blocks_p1[index](a, v)
        visual_term, _ = self.vis_adapter_blocks_p1[index](v, a)
        v = visual.attend(v) + visual_term
        a = audio(a) + audio_term
        audio_term, audio_map = self.audio_adapter_blocks_p2[index](a, v)
        visual_term, visual_map = self.vis_adapter_blocks_p2[index](v, a)
        return visual.feed_forward(v) + visual_term, a + audio_term, visual_map, audio_map

    def run(self, blocks, *tokens):
        return checkpoint(blocks, *tokens, use_reentrant=False) if self.recomputes else blocks(*tokens)

    def forward(self, frames, log_mel):
        v, a = self.swin.embed(frames), self.htsat.embed(log_mel)
        for steps, visual, audio in zip(self.steps, self.swin.layers, self.htsat.layers):
            for position, partner, index in steps:
                block = visual.blocks[position]
                if partner is None:
                    v = self.run(block, v)
                else:
                    pair = partial(self.pair, index, block, audio.blocks[partner])
                    v, a, visual_map, audio_map = self.run(pair, v, a)
            if visual.downsample is not None:
                v, a = visual.downsample(v), audio.downsample(a)
        by_clip = lambda x: x.view(-1, self.segments, x.shape[-1])
        visual, audio = by_clip(visual_map @ self.swin.norm(v)), by_clip(audio_map @ a)
        visual, audio, visual_gate, audio_gate = self.temporal_attn(visual, audio)
        return *self.CMBS(visual, audio), visual_gate, audio_gate


def network(sizes):
    """With the values that every contestant has."""
    with torch.device("meta"):
        model = AveNetwork(sizes)
    arrays = {name: tensor for name, tensor in model.state_dict().items()}
    values = {name: torch.zeros((), dtype=torch.long) if tensor.ndim == 0 else fill(name, tensor.shape) for name, tensor in arrays.items()}
    model.load_state_dict(values, assign=True)
    for module in model.modules():
        if hasattr(module, "prepare"):
            module.prepare()
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not name.startswith(("swin.", "htsat.")))
    return model


def in_float64(model):
    """For what is right, not for time: inside of blocks everything is computed again for the gradient, so it takes no more memory than float32."""
    model.double()
    model.recomputes = True
    return lambda *tensors: model(*(tensor.double() for tensor in tensors))


def inputs(sizes):
    count, edge = sizes["clips"] * sizes["segments"], sizes["visual"]["edge"]
    frames = signal("frames", [count, edge, edge, 3]).permute(0, 3, 1, 2).contiguous()
    return frames, signal("log-mel", [count, sizes["audio"]["frames"], sizes["audio"]["melBins"]])


def joined(model, ending):
    """The gradients of all parameters whose names end so, in the order of these names."""
    named = sorted((name, parameter.grad) for name, parameter in model.named_parameters() if name.endswith(ending))
    return torch.cat([gradient.reshape(-1) for _, gradient in named])


def step(sizes, compiled):
    """Forward, backward, Adam. Stochastic depth, dropout and masks are off; batch norms are in training mode."""
    model = network(sizes)
    model.train()
    frames, log_mel = inputs(sizes)
    classes = sizes["head"]["classes"]
    half = sizes["segments"] // 2
    segments = torch.tensor([[3] * half + [classes] * (sizes["segments"] - half)] * sizes["clips"])
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=LEARNING_RATE, fused=True)
    forward = compiled(model)
    seen, after_update = [], []

    def take():
        optimizer.zero_grad()
        outputs = forward(frames, log_mel)
        terms = losses(*outputs, segments, classes)
        total = sum(terms)
        total.backward()
        optimizer.step()
        if not seen:
            gradients = [joined(model, ending) for ending in COMPARED]
            seen.extend(sample_of(tensor) for tensor in [*terms, total, *outputs, *gradients])
            return
        if not after_update:
            after_update.append(sample_of(total))
        total.item()

    return take, lambda: seen + after_update


def infer(sizes, compiled):
    """Forward alone, in evaluation mode."""
    model = network(sizes)
    model.eval()
    frames, log_mel = inputs(sizes)
    forward = compiled(model)
    last = []

    def take():
        with torch.inference_mode():
            last[:] = forward(frames, log_mel)

    return take, lambda: [sample_of(tensor) for tensor in last]
