// The whole networks of the tasks as known models: two encoders, the layers between them, and a head.
import type { ModelNames } from '@dg-sct/checkpoint';
import type { DualEncoderOptions, LayerSizes } from '@dg-sct/dg-sct-attention';
import { htsatSizesOf } from '@dg-sct/encoder-htsat';
import { swinV2SizesOf } from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { AVE_NAMES, AveNetwork, aveSizesOf } from '@dg-sct/task-ave';
import { AVQA_NAMES, AvqaNetwork, avqaSizesOf } from '@dg-sct/task-avqa';
import { AVS_NAMES, AvsNetwork, avsSettingOf, avsSizesOf } from '@dg-sct/task-avs';
import { AVVP_NAMES, AvvpNetwork, avvpSizesOf } from '@dg-sct/task-avvp';
import { htsatOf, swinOf } from './encoders.ts';
import { type KnownModel, type Shapes, wantedOf } from './known-model.ts';

interface NetworkKind<S extends Partial<LayerSizes>> {
  readonly name: string;
  readonly names: ModelNames;
  /** Of all but the encoders. */
  sizesOf(shapes: Shapes): S | undefined;
  build(encoder: DualEncoderOptions, sizes: S): Module;
  /** Published networks of these sizes, where they have names of their own. */
  variantsOf?(sizes: S): string[];
}

/** Where shapes leave the number of attention heads open, names and shapes are the same for any. */
const HEADS = 1;

const classesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `class ${index}`);

const AVE = network({
  name: 'ave',
  names: AVE_NAMES,
  sizesOf: aveSizesOf,
  build: (encoder, { head }) =>
    new AveNetwork({ ...encoder, head: { ...head, heads: HEADS, classes: classesOf(head.classes) } }),
});

const AVVP = network({
  name: 'avvp',
  names: AVVP_NAMES,
  sizesOf: avvpSizesOf,
  build: (encoder, { head }) => {
    const temporal = { ...head.temporal, heads: HEADS };
    const classes = classesOf(head.classes);
    return new AvvpNetwork({ ...encoder, head: { ...head, temporal, heads: HEADS, classes } });
  },
});

const AVS = network({
  name: 'avs',
  names: AVS_NAMES,
  sizesOf: avsSizesOf,
  build: (encoder, { head }) => {
    const { maps: _, ...widths } = head;
    return new AvsNetwork({ setting: 's4', ...encoder, head: { ...widths, heads: HEADS } });
  },
  variantsOf: (sizes) => {
    const setting = avsSettingOf(sizes);
    return setting === undefined ? [] : [`avs-${setting}`];
  },
});

const AVQA = network({
  name: 'avqa',
  names: AVQA_NAMES,
  sizesOf: avqaSizesOf,
  build: (encoder, { head }) =>
    new AvqaNetwork({ ...encoder, head: { ...head, heads: HEADS, answers: classesOf(head.answers) } }),
});

export const NETWORKS: readonly KnownModel[] = [AVE, AVVP, AVS, AVQA];

function network<S extends Partial<LayerSizes>>(kind: NetworkKind<S>): KnownModel {
  const { name, names } = kind;
  return {
    name,
    title: `the ${name.toUpperCase()} network of DG-SCT`,
    names,
    moduleOf: (shapes) => {
      const visual = swinV2SizesOf(below(shapes, 'swin.'));
      const audio = htsatSizesOf(below(shapes, 'htsat.'));
      const rest = kind.sizesOf(shapes);
      if (visual === undefined || audio === undefined || rest === undefined) return undefined;
      const { adapters, visualGate, tokens, visualDim = visual.embedDim } = rest;
      // Channels double from stage to stage, and the edge of the token grid halves.
      const scale = visualDim / visual.embedDim;
      // The layers know their token grids, whatever tables the file holds of the encoders.
      const image = tokens && { imageSize: Math.sqrt(tokens.visual) * visual.patchSize * scale };
      const spectrogram = tokens && { specSize: Math.sqrt(tokens.audio) * audio.patchSize * scale };
      const encoder: DualEncoderOptions = {
        visual: swinOf({ ...visual, ...image }),
        audio: htsatOf({ ...audio, ...spectrogram }),
        crossModal: adapters !== undefined,
        firstStage: Math.log2(scale),
        ...(adapters === undefined ? {} : { adapters }),
        ...(visualGate === undefined ? {} : { visualGate }),
      };
      const variants = kind.variantsOf?.(rest) ?? [];
      return { ...wantedOf(kind.build(encoder, rest)), variants, sizes: { visual, audio, ...rest } };
    },
  };
}

const below = (shapes: Shapes, prefix: string): Shapes =>
  new Map(
    [...shapes].flatMap(([key, shape]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), shape]] : [],
    ),
  );
