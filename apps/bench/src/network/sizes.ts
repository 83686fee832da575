// The sizes of the AVE network that `step`, `infer` and `scale` run, as plain JSON: peers/pytorch/ave.py builds
// the same network from them. Data only.

interface EncoderSizes {
  /** Height and width of the picture, pixels; of HTS-AT the folded spectrogram. Patches are 4 x 4. */
  readonly edge: number;
  readonly dim: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly window: number;
}

export interface AveSizes {
  /** Clips in a step, B. */
  readonly clips: number;
  /** Seconds of a clip, T. */
  readonly segments: number;
  readonly visual: EncoderSizes;
  /** With the spectrogram of a segment: `frames` x `melBins`. */
  readonly audio: EncoderSizes & { readonly frames: number; readonly melBins: number };
  readonly adapters: { readonly reduction: number; readonly groups: number; readonly learnedTokens: number };
  readonly head: {
    readonly classes: number;
    readonly visualHidden: number;
    readonly audioHidden: number;
    readonly dim: number;
    readonly feedForward: number;
    readonly attentionHeads: number;
  };
}

const CLIP = { clips: 1, segments: 10 };

/** As the preset `ave-tiny` of the command `dgsct`. */
export const AVE_TINY: AveSizes = {
  ...CLIP,
  visual: { edge: 64, dim: 32, depths: [1, 1, 2], heads: [2, 4, 8], window: 8 },
  audio: { edge: 64, dim: 32, depths: [1, 1, 2], heads: [2, 4, 8], window: 8, frames: 101, melBins: 32 },
  adapters: { reduction: 4, groups: 2, learnedTokens: 8 },
  head: { classes: 8, visualHidden: 64, audioHidden: 32, dim: 64, feedForward: 128, attentionHeads: 4 },
};

/** As published (spec: dg-sct-attention section 5); 1001 frames of a spectrogram, since a second of sound is repeated to ten. */
export const AVE_PAPER: AveSizes = {
  ...CLIP,
  visual: { edge: 192, dim: 192, depths: [2, 2, 18, 2], heads: [6, 12, 24, 48], window: 12 },
  audio: {
    edge: 256,
    dim: 96,
    depths: [2, 2, 6, 2],
    heads: [4, 8, 16, 32],
    window: 8,
    frames: 1001,
    melBins: 64,
  },
  adapters: { reduction: 8, groups: 2, learnedTokens: 32 },
  head: {
    classes: 28,
    visualHidden: 512,
    audioHidden: 128,
    dim: 256,
    feedForward: 1024,
    attentionHeads: 4,
  },
};

/** The published network's blocks and pairs with few channels: windows that are shifted, cut and shrunk. */
export const AVE_MINIATURE: AveSizes = {
  ...CLIP,
  visual: { edge: 64, dim: 16, depths: [2, 2, 18, 2], heads: [2, 4, 8, 16], window: 4 },
  audio: {
    edge: 64,
    dim: 16,
    depths: [2, 2, 6, 2],
    heads: [2, 4, 8, 16],
    window: 4,
    frames: 61,
    melBins: 16,
  },
  adapters: { reduction: 4, groups: 2, learnedTokens: 4 },
  head: { classes: 5, visualHidden: 16, audioHidden: 8, dim: 16, feedForward: 16, attentionHeads: 2 },
};
