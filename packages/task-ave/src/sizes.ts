// The sizes of an AVE network but for its encoders, read off the shapes of its tensors.
import { type LayerSizes, layerSizesOf } from '@dg-sct/dg-sct-attention';

type Shapes = ReadonlyMap<string, readonly number[]>;

/** `adapters` and `tokens` are absent where there are no layers. */
export interface AveSizes extends Partial<LayerSizes> {
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
  return { ...layerSizesOf(shapes), head: { visualHidden, audioHidden, dim, feedForward, classes } };
}
