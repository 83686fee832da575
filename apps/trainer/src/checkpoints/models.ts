// The models whose checkpoints are known: names, and the module that a file of certain shapes belongs to. Modules are
// built for their state dicts alone and never get values.
import type { ModelNames, Wanted } from '@dg-sct/checkpoint';
import {
  HTSAT_NAMES,
  HTSAT_VARIANTS,
  type Htsat,
  type HtsatSizes,
  type HtsatVariant,
  htsat,
  htsatSizesOf,
  htsatVariantsOf,
} from '@dg-sct/encoder-htsat';
import {
  SWIN_V2_NAMES,
  SWIN_V2_VARIANTS,
  type SwinV2,
  type SwinV2Sizes,
  type SwinV2Variant,
  swinV2,
  swinV2SizesOf,
  swinV2VariantsOf,
} from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { AVE_NAMES, AveNetwork, aveSizesOf } from '@dg-sct/task-ave';
import { UsageError } from '../errors.ts';

type Shapes = ReadonlyMap<string, readonly number[]>;

/** A module that a file may hold. */
export interface KnownModule extends Wanted {
  /** Published models of these sizes; several where shapes do not tell them apart. */
  readonly variants: readonly string[];
  /** What shapes tell of the configuration. */
  readonly sizes: Readonly<Record<string, unknown>>;
}

export interface KnownModel {
  /** As `--as` takes it. */
  readonly name: string;
  /** For a person. */
  readonly title: string;
  readonly names: ModelNames;
  /** The module that tensors of these names and shapes belong to, if it is this model. */
  moduleOf(shapes: Shapes): KnownModule | undefined;
}

const SWIN_V2: KnownModel = {
  name: 'swin-v2',
  title: 'Swin V2',
  names: SWIN_V2_NAMES,
  moduleOf: (shapes) => {
    const sizes = swinV2SizesOf(shapes);
    return sizes && { ...stateOf(swinOf(sizes)), variants: swinV2VariantsOf(sizes), sizes: { ...sizes } };
  },
};

const HTSAT: KnownModel = {
  name: 'htsat',
  title: 'HTS-AT',
  names: HTSAT_NAMES,
  moduleOf: (shapes) => {
    const sizes = htsatSizesOf(shapes);
    return sizes && { ...stateOf(htsatOf(sizes)), variants: htsatVariantsOf(sizes), sizes: { ...sizes } };
  },
};

const AVE: KnownModel = {
  name: 'ave',
  title: 'the AVE network of DG-SCT',
  names: AVE_NAMES,
  moduleOf: (shapes) => {
    const visual = swinV2SizesOf(below(shapes, 'swin.'));
    const audio = htsatSizesOf(below(shapes, 'htsat.'));
    const rest = aveSizesOf(shapes);
    if (visual === undefined || audio === undefined || rest === undefined) return undefined;
    const { adapters, tokens, head } = rest;
    // The layers know their token grids, whatever tables the file holds of the encoders.
    const image = tokens && { imageSize: Math.sqrt(tokens.visual) * visual.patchSize };
    const spectrogram = tokens && { specSize: Math.sqrt(tokens.audio) * audio.patchSize };
    const network = new AveNetwork({
      visual: swinOf({ ...visual, ...image }),
      audio: htsatOf({ ...audio, ...spectrogram }),
      crossModal: adapters !== undefined,
      ...(adapters === undefined ? {} : { adapters }),
      head: { ...head, classes: Array.from({ length: head.classes }, (_, index) => `class ${index}`) },
    });
    return { ...stateOf(network), variants: [], sizes: { visual, audio, ...rest } };
  },
};

export const KNOWN_MODELS: readonly KnownModel[] = [AVE, SWIN_V2, HTSAT];

/** A model by the name of its kind, or of one published member of it. Throws `UsageError`. */
export function modelNamed(name: string): KnownModel {
  const kind = KNOWN_MODELS.find((model) => model.name === name);
  if (kind !== undefined) return kind;
  if (Object.hasOwn(SWIN_V2_VARIANTS, name)) {
    return published(SWIN_V2, name, () => swinV2(name as SwinV2Variant));
  }
  if (Object.hasOwn(HTSAT_VARIANTS, name)) return published(HTSAT, name, () => htsat(name as HtsatVariant));
  const names = [
    ...KNOWN_MODELS.map((model) => model.name),
    ...Object.keys(SWIN_V2_VARIANTS),
    ...Object.keys(HTSAT_VARIANTS),
  ];
  throw new UsageError(`there is no model "${name}"; the models are ${names.join(', ')}`);
}

/** One member alone, whatever sizes a file has. */
function published(model: KnownModel, name: string, build: () => Module): KnownModel {
  const module = { ...stateOf(build()), variants: [name], sizes: {} };
  return { ...model, title: name, moduleOf: () => module };
}

/** Where shapes leave the window open, one window is the whole image, and the image as small as it can be. */
function swinOf(sizes: SwinV2Sizes): SwinV2 {
  const imageSize = sizes.imageSize ?? sizes.patchSize * 2 ** (sizes.depths.length - 1);
  return swinV2({ windowSize: imageSize / sizes.patchSize, ...sizes, imageSize });
}

/** Rates and frequencies, which shapes do not tell, are those of the published backbones. */
const htsatOf = (sizes: HtsatSizes): Htsat => htsat({ ...HTSAT_VARIANTS.audioset, ...sizes });

const stateOf = (module: Module): Wanted => ({
  shapes: new Map([...module.namedParameters()].map(([name, { shape }]) => [name, shape])),
});

const below = (shapes: Shapes, prefix: string): Shapes =>
  new Map(
    [...shapes].flatMap(([key, shape]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), shape]] : [],
    ),
  );
