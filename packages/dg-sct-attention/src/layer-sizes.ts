// How the layers between two encoders are built, read off the shapes of a network's tensors.
import { listItems } from '@dg-sct/checkpoint';
import type { DgSctOptions } from './layer.ts';
import { DG_SCT_VARIANTS } from './variants.ts';

export interface LayerSizes {
  /** Copies that differ in nothing but constants are not told apart: `variant` is the first that fits. */
  readonly adapters: DgSctOptions;
  /** As `DualEncoder` takes it; `adapters.gate` speaks of the audio side alone. */
  readonly visualGate: boolean;
  /** Tokens of both encoders in the first stage that has layers. */
  readonly tokens: { readonly visual: number; readonly audio: number };
  /** Channels of the visual encoder there. */
  readonly visualDim: number;
}

/** From names as `DualEncoder` gives them; undefined where there are no layers, or none that fit together. */
export function layerSizesOf(shapes: ReadonlyMap<string, readonly number[]>): LayerSizes | undefined {
  const visual = listItems(shapes, 'vis_adapter_blocks_p1');
  const audio = listItems(shapes, 'audio_adapter_blocks_p1');
  const [first] = visual;
  const widest = visual.at(-1);
  const [, visualDim] = first?.get('my_tokens') ?? [];
  const [learnedTokens, dim] = widest?.get('my_tokens') ?? [];
  const [narrow, groupDim] = widest?.get('down_sampler.weight') ?? [];
  const [visualTokens, audioTokens] = first?.get('conv_adapter.weight') ?? [];
  if (!dim || !narrow || !groupDim || narrow > dim || groupDim > dim) return undefined;
  if (!learnedTokens || !visualDim || !visualTokens || !audioTokens) return undefined;
  const has = (name: string): boolean => visual.some((layer) => layer.has(name));
  const variant = Object.values(DG_SCT_VARIANTS).find(
    ({ tokenGate, captionProjection, temporalGate }) =>
      tokenGate === has('gate_tk') &&
      captionProjection === has('fc_caption.weight') &&
      (temporalGate !== 'absent') === has('temporal_gated.0.weight'),
  );
  return {
    adapters: {
      reduction: Math.round(dim / narrow),
      groups: Math.round(dim / groupDim),
      learnedTokens,
      batchNorm: has('bn1.weight'),
      gate: audio.some((layer) => layer.has('gate')),
      lnBefore: has('ln_before.weight'),
      lnPost: has('ln_post.weight'),
      ...(variant === undefined ? {} : { variant }),
    },
    visualGate: has('gate'),
    tokens: { visual: visualTokens, audio: audioTokens },
    visualDim,
  };
}
