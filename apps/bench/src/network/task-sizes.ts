// The sizes of the networks for other tasks than AVE that `step` runs: the published ones, which are those of the presets
// of the command `dgsct`, and miniatures of a few blocks. As plain JSON. Data only.
import { AVE_PAPER, type AveSizes } from './sizes.ts';

/** What is told of every network: clips, segments, encoders. */
type Encoding = Pick<AveSizes, 'clips' | 'segments' | 'visual' | 'audio'>;

type Layers = AveSizes['adapters'];

export interface AvvpSizes extends Encoding {
  readonly task: 'avvp';
  readonly adapters: Layers;
  readonly head: {
    readonly classes: number;
    readonly motionDim: number;
    readonly dim: number;
    readonly audioDepth: number;
    readonly visualDepth: number;
    readonly crossDepth: number;
    readonly heads: number;
    readonly temporal: { readonly feedForward: number; readonly heads: number };
  };
}

export interface AvsSizes extends Encoding {
  readonly task: 'avs';
  readonly setting: 's4' | 'ms3';
  readonly adapters: Layers;
  /** Samples of a segment, of which the network makes its spectrogram and learns how; absent: it is given one. */
  readonly samples?: number;
  readonly head: {
    readonly dim: number;
    readonly audioHidden: number;
    readonly outputDims: readonly [number, number];
    readonly temporalDim: number;
    readonly feedForward: number;
    readonly heads: number;
    readonly maskSize: number;
  };
}

type MatchWidths = { readonly matchWidths: readonly [number, number, number] };

export interface AvqaSizes extends Encoding {
  readonly task: 'avqa';
  readonly adapters: Layers;
  /** Words of a question, filled up. */
  readonly questionLength: number;
  readonly head: MatchWidths & { readonly answers: number; readonly words: number; readonly heads: number };
}

/** A clip of grounding is one segment. */
export interface GroundingSizes extends Encoding {
  readonly task: 'avqa-grounding';
  readonly head: MatchWidths;
}

export type TaskSizes = AvvpSizes | AvsSizes | AvqaSizes | GroundingSizes;

const { visual, audio } = AVE_PAPER;
const PAPER = { clips: 1, segments: 10, visual, audio };
/** A second of sound is repeated to five. */
const AVS_PAPER = { ...PAPER, task: 'avs', segments: 5, audio: { ...audio, frames: 501 } } as const;
const AVS_HEAD: AvsSizes['head'] = {
  dim: 256,
  audioHidden: 128,
  outputDims: [128, 32],
  temporalDim: 256,
  feedForward: 1024,
  heads: 4,
  maskSize: 224,
};

/** As the presets `avvp-paper`, `avs-s4-paper` and so on. */
export const AVVP_PAPER: AvvpSizes = {
  ...PAPER,
  task: 'avvp',
  adapters: { reduction: 8, groups: 2, learnedTokens: 32 },
  head: {
    classes: 25,
    motionDim: 512,
    dim: 128,
    audioDepth: 3,
    visualDepth: 3,
    crossDepth: 6,
    heads: 8,
    temporal: { feedForward: 1024, heads: 4 },
  },
};

export const AVS_S4_PAPER: AvsSizes = {
  ...AVS_PAPER,
  setting: 's4',
  adapters: { reduction: 8, groups: 2, learnedTokens: 32 },
  samples: 160_000,
  head: AVS_HEAD,
};

export const AVS_MS3_PAPER: AvsSizes = {
  ...AVS_PAPER,
  setting: 'ms3',
  adapters: { reduction: 2, groups: 2, learnedTokens: 32 },
  head: AVS_HEAD,
};

export const AVQA_PAPER: AvqaSizes = {
  ...PAPER,
  task: 'avqa',
  adapters: { reduction: 8, groups: 4, learnedTokens: 2 },
  questionLength: 14,
  head: { matchWidths: [512, 256, 128], answers: 42, words: 93, heads: 4 },
};

export const GROUNDING_PAPER: GroundingSizes = {
  ...PAPER,
  task: 'avqa-grounding',
  segments: 1,
  head: { matchWidths: [512, 256, 128] },
};

const SMALL = { edge: 32, dim: 8, depths: [1, 1], heads: [2, 4], window: 4 };
const MINIATURE = {
  clips: 1,
  segments: 2,
  visual: SMALL,
  audio: { ...SMALL, edge: 64, depths: [1, 1], frames: 101, melBins: 16 },
};
const SMALL_LAYERS: Layers = { reduction: 2, groups: 2, learnedTokens: 2 };

export const AVVP_MINIATURE: AvvpSizes = {
  ...MINIATURE,
  task: 'avvp',
  adapters: SMALL_LAYERS,
  head: {
    classes: 4,
    motionDim: 8,
    dim: 16,
    audioDepth: 1,
    visualDepth: 1,
    crossDepth: 1,
    heads: 2,
    temporal: { feedForward: 16, heads: 2 },
  },
};

const AVS_MINIATURE_HEAD: AvsSizes['head'] = {
  dim: 16,
  audioHidden: 8,
  outputDims: [8, 4],
  temporalDim: 8,
  feedForward: 16,
  heads: 2,
  maskSize: 32,
};

export const AVS_S4_MINIATURE: AvsSizes = {
  ...MINIATURE,
  task: 'avs',
  setting: 's4',
  adapters: SMALL_LAYERS,
  samples: 8_000,
  head: AVS_MINIATURE_HEAD,
};

export const AVS_MS3_MINIATURE: AvsSizes = {
  ...MINIATURE,
  task: 'avs',
  setting: 'ms3',
  adapters: SMALL_LAYERS,
  head: AVS_MINIATURE_HEAD,
};

export const AVQA_MINIATURE: AvqaSizes = {
  ...MINIATURE,
  task: 'avqa',
  adapters: SMALL_LAYERS,
  questionLength: 4,
  head: { matchWidths: [16, 8, 4], answers: 4, words: 8, heads: 2 },
};

export const GROUNDING_MINIATURE: GroundingSizes = {
  ...MINIATURE,
  task: 'avqa-grounding',
  segments: 1,
  head: { matchWidths: [16, 8, 4] },
};
