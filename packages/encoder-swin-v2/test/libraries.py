"""Small Swin V2 models of timm and transformers with random weights: their files, key lists and outputs.

Usage: libraries.py FOLDER [SEED [STAGES]]

Writes, as each library does,
  timm-1.pth                 torch.save of the state dict
  timm-0.6.pth               the same under the names of timm 0.6: merging ends a stage, a plain head, masks
  microsoft.pth              the same as Microsoft wrote it: under "model", with tables of coordinates and their index
  hugging-face.safetensors   save_pretrained of an image classifier
and
  outputs.safetensors        image [B, 3, H, W], and of both models features [B, N, C] and logits [B, classes]
  keys.json                  names and shapes of each file, and the versions of the libraries
"""
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import timm
import torch
import transformers
from safetensors.torch import save_file
from timm.models.swin_transformer_v2 import SwinTransformerV2

folder = Path(sys.argv[1])
seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
stages = int(sys.argv[3]) if len(sys.argv) > 3 else 2
DEPTHS, HEADS = [2, 1, 2][:stages], [2, 4, 4][:stages]
SIZES = dict(image=32, patch=4, embed=8, window=4, classes=3)


def randomize(model: torch.nn.Module) -> torch.nn.Module:
    """Nothing may stay at zero or one, or a wrong name would go unnoticed. Some scales lie above the clamp."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.named_parameters():
        noise = torch.randn(value.shape, generator=generator)
        value.data = noise * (0.2 if value.dim() > 1 else 0.5)
        if "logit_scale" in name:
            value.data = 4 + noise
    return model.eval()


def timm_0_6(model: SwinTransformerV2) -> dict[str, torch.Tensor]:
    names = {}
    for name, value in model.state_dict().items():
        name = re.sub(r"^layers\.(\d+)\.downsample", lambda m: f"layers.{int(m[1]) - 1}.downsample", name)
        names[name.replace("head.fc.", "head.")] = value
    return names | buffers(model, ("attn_mask",))


def buffers(model: SwinTransformerV2, kinds: tuple[str, ...]) -> dict[str, torch.Tensor]:
    return {name: value for name, value in model.named_buffers() if name.endswith(kinds)}


with torch.no_grad():
    torch.manual_seed(seed)
    image = torch.randn(1, 3, SIZES["image"], SIZES["image"])
    native = randomize(
        SwinTransformerV2(
            img_size=SIZES["image"], patch_size=SIZES["patch"], embed_dim=SIZES["embed"], depths=DEPTHS,
            num_heads=HEADS, window_size=SIZES["window"], num_classes=SIZES["classes"],
        )
    )
    hugging = randomize(
        transformers.Swinv2ForImageClassification(
            transformers.Swinv2Config(
                image_size=SIZES["image"], patch_size=SIZES["patch"], embed_dim=SIZES["embed"], depths=DEPTHS,
                num_heads=HEADS, window_size=SIZES["window"], num_labels=SIZES["classes"],
            )
        )
    )
    tables = ("relative_coords_table", "relative_position_index")
    files = {
        "timm-1.pth": native.state_dict(),
        "timm-0.6.pth": timm_0_6(native),
        "microsoft.pth": timm_0_6(native) | buffers(native, tables),
        "hugging-face.safetensors": hugging.state_dict(),
    }
    outputs = {
        "image": image,
        "timm.features": native.forward_features(image).flatten(1, 2),
        "timm.logits": native(image),
        "hugging-face.features": hugging.swinv2(image).last_hidden_state,
        "hugging-face.logits": hugging(image).logits,
    }

folder.mkdir(parents=True, exist_ok=True)
for name, tensors in files.items():
    if name.endswith(".pth"):
        torch.save({"model": tensors} if name == "microsoft.pth" else tensors, folder / name)
with tempfile.TemporaryDirectory() as scratch:
    hugging.save_pretrained(scratch)
    shutil.copyfile(Path(scratch) / "model.safetensors", folder / "hugging-face.safetensors")
save_file({name: value.contiguous() for name, value in outputs.items()}, folder / "outputs.safetensors")
about = {
    "versions": {"timm": timm.__version__, "transformers": transformers.__version__, "torch": torch.__version__},
    "sizes": SIZES | {"depths": DEPTHS, "heads": HEADS},
    "files": {name: {key: list(value.shape) for key, value in tensors.items()} for name, tensors in files.items()},
}
text = json.dumps(about, indent=1)
on_one_line = re.sub(r"\[[\d,\s]*\]", lambda shape: re.sub(r"\s+", "", shape[0]), text)
(folder / "keys.json").write_text(on_one_line + "\n")
