// The sizes of a network for segmentation but for its encoders, read off the shapes of its tensors. Attention heads, the
// edge of the masks and the number of frames are not told by shapes.
import { firstSize, listItems } from '@dg-sct/checkpoint';
import { type LayerSizes, layerSizesOf } from '@dg-sct/dg-sct-attention';
import { AVS_RECIPES, type AvsSetting } from './settings.ts';

type Shapes = ReadonlyMap<string, readonly number[]>;

/** `adapters` and `tokens` are absent where there are no layers. */
export interface AvsSizes extends Partial<LayerSizes> {
  readonly head: {
    /** Visual stages that are read. */
    readonly maps: number;
    readonly dim: number;
    readonly audioHidden: number;
    readonly outputDims: readonly [number, number];
    readonly temporalDim: number;
    readonly feedForward: number;
  };
}

/** What tensors of these names and shapes belong to; undefined where that is no network of this task. */
export function avsSizesOf(shapes: Shapes): AvsSizes | undefined {
  const sizeOf = (name: string): number | undefined => firstSize(shapes, `${name}.weight`, `${name}.bias`);
  const maps = listItems(shapes, 'temporal_attn.v_fc').length;
  const dim = sizeOf('x1_linear_');
  const audioHidden = sizeOf('audio_linear');
  const [wide, narrow] = [sizeOf('output_conv.0'), sizeOf('output_conv.2')];
  const temporalDim = sizeOf('temporal_attn.audio_encoder.0.affine_matrix');
  const feedForward = sizeOf('temporal_attn.audio_encoder.0.encoder.layers.0.linear1');
  if (!maps || !dim || !audioHidden || !wide || !narrow) return undefined;
  if (!temporalDim || temporalDim % 2 > 0 || !feedForward) return undefined;
  const head = { maps, dim, audioHidden, outputDims: [wide, narrow], temporalDim, feedForward } as const;
  return { ...layerSizesOf(shapes), head };
}

const PUBLISHED: AvsSizes['head'] = {
  maps: 4,
  dim: 256,
  audioHidden: 128,
  outputDims: [128, 32],
  temporalDim: 256,
  feedForward: 1024,
};

/** The setting that was published in these sizes. Tensors of both have the same names, and differ in the layers' width alone. */
export function avsSettingOf({ adapters, head }: AvsSizes): AvsSetting | undefined {
  if (`${Object.values(head)}` !== `${Object.values(PUBLISHED)}`) return undefined;
  return (['s4', 'ms3'] as const).find(
    (setting) => AVS_RECIPES[setting].adapters.reduction === adapters?.reduction,
  );
}
