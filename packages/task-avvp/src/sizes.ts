// The sizes of a network for video parsing but for its encoders, read off the shapes of its tensors. Attention heads are
// not told by shapes.
import { firstSize, listItems } from '@dg-sct/checkpoint';
import { type LayerSizes, layerSizesOf } from '@dg-sct/dg-sct-attention';

type Shapes = ReadonlyMap<string, readonly number[]>;

/** `adapters` and `tokens` are absent where there are no layers. */
export interface AvvpSizes extends Partial<LayerSizes> {
  readonly head: {
    readonly classes: number;
    /** 0 for a head that reads no motion. */
    readonly motionDim: number;
    readonly segments: number;
    readonly dim: number;
    readonly audioDepth: number;
    readonly visualDepth: number;
    readonly crossDepth: number;
    readonly temporal: { readonly feedForward: number; readonly layers: number };
  };
}

/** What tensors of these names and shapes belong to; undefined where that is no network of this task. */
export function avvpSizesOf(shapes: Shapes): AvvpSizes | undefined {
  const [classes, dim] = shapes.get('audio_token') ?? shapes.get('visual_token') ?? [];
  const sizeOf = (name: string): number | undefined => firstSize(shapes, name);
  const segments = sizeOf('audio_cug.han_encoder.mlp_inter.fc2.weight');
  const feedForward = sizeOf('temporal_attn.audio_encoder.encoder.layers.0.linear1.weight');
  const depthOf = (name: string): number => listItems(shapes, name).length;
  const layers = depthOf('temporal_attn.audio_encoder.encoder.layers');
  const [audioDepth, visualDepth, crossDepth] = [
    depthOf('audio_cug.blocks'),
    depthOf('visual_cug.blocks'),
    depthOf('av_mcg.blocks'),
  ];
  if (!classes || !dim || dim % 2 > 0 || !segments || !feedForward || !layers) return undefined;
  if (!audioDepth || !visualDepth || !crossDepth) return undefined;
  const motionDim = shapes.get('fc_st.weight')?.[1] ?? 0;
  const temporal = { feedForward, layers };
  const head = { classes, motionDim, segments, dim, audioDepth, visualDepth, crossDepth, temporal };
  return { ...layerSizesOf(shapes), head };
}
