// The names that Swin V2's tensors have in other libraries' files, as substitutions that lead to this package's, which
// are those of timm 0.6 (spec: encoder-swin-v2 section 6). Data only.
import type { ModelNames, NameRule } from '@dg-sct/checkpoint';

/** timm 1.x puts patch merging at the start of a stage; here it ends the stage before. */
const TIMM_1: readonly NameRule[] = [
  { from: /^layers\.(\d+)\.downsample\./, to: (_, stage) => `layers.${Number(stage) - 1}.downsample.` },
  { from: /^head\.fc\./, to: 'head.' },
];

/** Query, key and value are three tensors there, one below the other here; there is no bias of the key. */
const HUGGING_FACE: readonly NameRule[] = [
  { from: /^swinv2\./, to: '' },
  { from: /^embeddings\.patch_embeddings\.projection\./, to: 'patch_embed.proj.' },
  { from: /^embeddings\.norm\./, to: 'patch_embed.norm.' },
  { from: /^encoder\.layers\./, to: 'layers.' },
  { from: /\.attention\.self\.query\.weight$/, to: '.attn.qkv.weight', part: [0, 3] },
  { from: /\.attention\.self\.key\.weight$/, to: '.attn.qkv.weight', part: [1, 3] },
  { from: /\.attention\.self\.value\.weight$/, to: '.attn.qkv.weight', part: [2, 3] },
  { from: /\.attention\.self\.query\.bias$/, to: '.attn.q_bias' },
  { from: /\.attention\.self\.value\.bias$/, to: '.attn.v_bias' },
  { from: /\.attention\.self\.continuous_position_bias_mlp\./, to: '.attn.cpb_mlp.' },
  { from: /\.attention\.self\./, to: '.attn.' },
  { from: /\.attention\.output\.dense\./, to: '.attn.proj.' },
  { from: /\.intermediate\.dense\./, to: '.mlp.fc1.' },
  { from: /\.output\.dense\./, to: '.mlp.fc2.' },
  { from: /\.layernorm_before\./, to: '.norm1.' },
  { from: /\.layernorm_after\./, to: '.norm2.' },
  { from: /^layernorm\./, to: 'norm.' },
  { from: /^classifier\./, to: 'head.' },
];

export const SWIN_V2_NAMES: ModelNames = {
  namings: [
    { name: "Microsoft's release", sign: /\.relative_coords_table$/ },
    { name: 'timm 0.6' },
    { name: 'timm 1.x', rules: TIMM_1 },
    { name: 'Hugging Face transformers', rules: HUGGING_FACE },
    { name: 'the visual encoder of a DG-SCT checkpoint', prefix: 'swin.' },
  ],
  unused: [
    /\.attn_mask$/,
    /\.relative_coords_table$/,
    /\.relative_position_index$/,
    /\.k_bias$/,
    /\.mask_token$/,
  ],
  optional: [/^head\./],
};
