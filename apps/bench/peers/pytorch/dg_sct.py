"""The DG-SCT layer, temporal attention and the AVE head by their specification, step by step as it stands there."""

import torch
import torch.nn.functional as F
from torch import nn

ALPHA, BETA, TEMPORAL_GAMMA, SCORE_GAMMA = 0.3, 0.05, 0.1, 0.3
TOP_SEGMENTS = 4


class SameLayout(torch.autograd.Function):
    """Nothing forward; backward the gradient in the layout of the value. PyTorch's batch norm on a CPU takes the memory of
    value and gradient to be laid out alike, and computes a wrong gradient where they are not (2.13 and before)."""

    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return gradient.contiguous()


class DgSctLayer(nn.Module):
    def __init__(self, own, other, sizes):
        super().__init__()
        dim, half, narrow = own.dim, own.dim // 2, own.dim // sizes["reduction"]
        groups = sizes["groups"]
        self.gate = nn.Parameter(torch.empty(1))
        self.my_tokens = nn.Parameter(torch.empty(sizes["learnedTokens"], dim))
        self.gate_av = nn.Parameter(torch.empty(1))
        self.conv_adapter = nn.Conv2d(other.tokens, own.tokens, 1)
        self.fc = nn.Linear(other.dim, dim)
        self.fc_affine_audio_1 = nn.Linear(dim, dim)
        self.fc_affine_video_1 = nn.Linear(dim, dim)
        self.fc_affine_bottleneck = nn.Linear(dim, half)
        self.fc_affine_video_2 = nn.Linear(dim, half)
        self.fc_affine_audio_2 = nn.Linear(dim, half)
        self.fc_affine_v_s_att = nn.Linear(half, 1)
        self.fc_affine_v_c_att = nn.Linear(half, dim)
        self.down_sampler = nn.Conv2d(dim, narrow, 1, groups=groups, bias=False)
        self.up_sampler = nn.Conv2d(narrow, dim, 1, groups=groups, bias=False)
        self.bn1 = nn.BatchNorm1d(narrow)
        self.bn2 = nn.BatchNorm1d(dim)
        self.ln_before = nn.LayerNorm(dim)
        self.ln_post = nn.LayerNorm(dim)

    def forward(self, x, y):
        """Own tokens `[B, N, C]` and those of the other modality to a residual and a map `[B, 1, N]`."""
        bridged = self.fc(self.conv_adapter(y[..., None]).squeeze(-1))
        attention = (self.my_tokens @ bridged.transpose(1, 2)).softmax(-1)
        prompts = self.my_tokens + attention @ bridged
        x = x + self.gate_av * ((x @ prompts.transpose(1, 2)).softmax(-1) @ prompts)

        guide = bridged.mean(1, keepdim=True)
        query = (self.fc_affine_audio_1(guide).relu() * self.fc_affine_video_1(x).relu()).mean(1, keepdim=True)
        channel = self.fc_affine_v_c_att(self.fc_affine_bottleneck(query).relu()).sigmoid()
        seen = self.fc_affine_video_2(x * (channel + 1)).relu() * self.fc_affine_audio_2(guide).relu()
        logits = self.fc_affine_v_s_att(seen)
        x = x * (ALPHA * channel + BETA * logits.sigmoid() + 1 - ALPHA)

        z = self.down_sampler(self.ln_before(x).transpose(1, 2)[..., None]).squeeze(-1)
        z = SameLayout.apply(self.bn1(z)).relu()
        z = self.up_sampler(z[..., None]).squeeze(-1)
        z = SameLayout.apply(self.bn2(z)).transpose(1, 2)
        return self.gate * self.ln_post(z), logits.tanh().softmax(1).transpose(1, 2)


class Pairs(nn.Module):
    """The four layers around each pair of blocks, under their published names."""

    def __init__(self, pairs, sizes):
        super().__init__()
        for place in ("p1", "p2"):
            of_audio = [DgSctLayer(audio, visual, sizes) for visual, audio in pairs]
            of_visual = [DgSctLayer(visual, audio, sizes) for visual, audio in pairs]
            setattr(self, f"audio_adapter_blocks_{place}", nn.ModuleList(of_audio))
            setattr(self, f"vis_adapter_blocks_{place}", nn.ModuleList(of_visual))


class Encoder(nn.Module):
    def __init__(self, inputs, sizes):
        super().__init__()
        layer = lambda: nn.TransformerEncoderLayer(
            sizes["dim"], sizes["attentionHeads"], sizes["feedForward"], dropout=0.0, batch_first=True
        )
        self.affine_matrix = nn.Linear(inputs, sizes["dim"])
        self.encoder = nn.Module()
        self.encoder.layers = nn.ModuleList([layer(), layer()])

    def forward(self, x):
        x = self.affine_matrix(x)
        for layer in self.encoder.layers:
            x = layer(x)
        return x


class DecoderLayer(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        dim = sizes["dim"]
        self.multihead_attn = nn.MultiheadAttention(dim, sizes["attentionHeads"], batch_first=True)
        self.linear1 = nn.Linear(dim, sizes["feedForward"])
        self.linear2 = nn.Linear(sizes["feedForward"], dim)
        self.norm1 = nn.LayerNorm(dim)
        self.norm2 = nn.LayerNorm(dim)

    def forward(self, query, memory):
        memory = torch.cat([memory, query], 1)
        x = self.norm1(query + self.multihead_attn(query, memory, memory, need_weights=False)[0])
        return self.norm2(x + self.linear2(self.linear1(x).relu()))


class Decoder(nn.Module):
    def __init__(self, inputs, sizes):
        super().__init__()
        self.affine_matrix = nn.Linear(inputs, sizes["dim"])
        self.decoder = nn.Module()
        self.decoder.layers = nn.ModuleList([DecoderLayer(sizes)])

    def forward(self, query, memory):
        return self.decoder.layers[0](self.affine_matrix(query), memory)


class TemporalAttention(nn.Module):
    def __init__(self, visual_dim, audio_dim, sizes):
        super().__init__()
        dim = sizes["dim"]
        lstm = lambda inputs, hidden: nn.LSTM(inputs, hidden, batch_first=True, bidirectional=True)
        self.v_fc = nn.Linear(visual_dim, sizes["visualHidden"])
        self.a_fc = nn.Linear(audio_dim, sizes["audioHidden"])
        self.audio_visual_rnn_layer = nn.Module()
        self.audio_visual_rnn_layer.visual_rnn = lstm(sizes["visualHidden"], dim)
        self.audio_visual_rnn_layer.audio_rnn = lstm(sizes["audioHidden"], dim // 2)
        self.video_encoder = Encoder(2 * dim, sizes)
        self.video_decoder = Decoder(2 * dim, sizes)
        self.audio_encoder = Encoder(dim, sizes)
        self.audio_decoder = Decoder(dim, sizes)
        self.audio_gated = nn.Sequential(nn.Linear(dim, 1), nn.Sigmoid())
        self.video_gated = nn.Sequential(nn.Linear(dim, 1), nn.Sigmoid())

    def forward(self, visual, audio):
        seen = self.audio_visual_rnn_layer.visual_rnn(self.v_fc(visual).relu())[0]
        heard = self.audio_visual_rnn_layer.audio_rnn(self.a_fc(audio))[0]
        visual_memory, audio_memory = self.video_encoder(seen), self.audio_encoder(heard)
        visual_gate, audio_gate = self.video_gated(visual_memory), self.audio_gated(audio_memory)
        audio = self.audio_decoder(heard, visual_memory)
        visual = self.video_decoder(seen, audio_memory)
        visual = visual + TEMPORAL_GAMMA * audio_gate * visual
        audio = audio + TEMPORAL_GAMMA * visual_gate * audio
        return visual, audio, visual_gate.squeeze(-1), audio_gate.squeeze(-1)


class Cmbs(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        dim, classes = sizes["dim"], sizes["classes"]
        self.video_cas = nn.Linear(dim, classes)
        self.audio_cas = nn.Linear(dim, classes)
        self.localize_module = nn.Module()
        self.localize_module.classifier = nn.Linear(dim, 1)
        self.localize_module.event_classifier = nn.Linear(dim, classes)

    def forward(self, visual, audio):
        best = lambda scores: scores.topk(TOP_SEGMENTS, 1).values.mean(1)
        av_score = (best(self.video_cas(visual)) + best(self.audio_cas(audio))) / 2
        fused = (visual + audio) / 2
        is_event = self.localize_module.classifier(fused).squeeze(-1)
        event = self.localize_module.event_classifier(fused.amax(1))
        return is_event, event + SCORE_GAMMA * av_score, av_score


def losses(is_event, event_scores, av_score, visual_gate, audio_gate, segments, classes):
    """The four terms; `segments` are class indices, `classes` standing for background."""
    event = segments < classes
    foreground = event.float()
    label = torch.where(event, segments, 0).amax(1)
    return [
        F.binary_cross_entropy_with_logits(is_event, foreground),
        F.binary_cross_entropy_with_logits(audio_gate * visual_gate, foreground),
        F.cross_entropy(av_score, label),
        F.cross_entropy(event_scores, label),
    ]
