// The sizes of an AVE network but for its encoders, read off the shapes of its tensors.
import { listItems } from '@dg-sct/checkpoint';
import { DG_SCT_VARIANTS, type DgSctOptions } from '@dg-sct/dg-sct-attention';

type Shapes = ReadonlyMap<string, readonly number[]>;

export interface AveSizes {
  /** How the DG-SCT layers are built; absent where there are none. */
  readonly adapters?: DgSctOptions;
  /** Tokens of both encoders' first stages; absent without layers. */
  readonly tokens?: { readonly visual: number; readonly audio: number };
  readonly head: {
    readonly visualHidden: number;
    readonly audioHidden: number;
    readonly dim: number;
    readonly feedForward: number;
    /** Without background. */
    readonly classes: number;
  };
}

/** What tensors of these names and shapes belong to; undefined where that is no AVE network. */
export function aveSizesOf(shapes: Shapes): AveSizes | undefined {
  const [visualHidden] =
    shapes.get('temporal_attn.v_fc.weight') ?? shapes.get('temporal_attn.v_fc.bias') ?? [];
  const [audioHidden] =
    shapes.get('temporal_attn.a_fc.weight') ?? shapes.get('temporal_attn.a_fc.bias') ?? [];
  const [classes, dim] = shapes.get('CMBS.video_cas.weight') ?? shapes.get('CMBS.audio_cas.weight') ?? [];
  const [feedForward] =
    [...shapes].find(([key]) => key.startsWith('temporal_attn.') && key.endsWith('.linear1.weight'))?.[1] ??
    [];
  if (!visualHidden || !audioHidden || !classes || !dim || !feedForward) return undefined;
  return { ...adaptersOf(shapes), head: { visualHidden, audioHidden, dim, feedForward, classes } };
}

function adaptersOf(shapes: Shapes): Pick<AveSizes, 'adapters' | 'tokens'> {
  const visual = listItems(shapes, 'vis_adapter_blocks_p1');
  const audio = listItems(shapes, 'audio_adapter_blocks_p1');
  const [first] = visual;
  const widest = visual.at(-1);
  const [learnedTokens, dim] = widest?.get('my_tokens') ?? [];
  const [narrow, groupDim] = widest?.get('down_sampler.weight') ?? [];
  const [visualTokens, audioTokens] = first?.get('conv_adapter.weight') ?? [];
  if (dim === undefined || narrow === undefined || groupDim === undefined) return {};
  if (learnedTokens === undefined || visualTokens === undefined || audioTokens === undefined) return {};
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
    tokens: { visual: visualTokens, audio: audioTokens },
  };
}
