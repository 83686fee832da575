// The order of work between two encoders: which blocks run together, the DG-SCT
// layers between them, and one step of the walk (spec: dg-sct-attention section 2).
import type { Context } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import type { Block, Stage } from './blockwise-encoder.ts';
import { AttentionError } from './errors.ts';
import { DgSctAttention, type DgSctOptions } from './layer.ts';
import { pairBlocks } from './pairing.ts';

/** Tokens of both modalities, and how much attention each token drew in the last pair of blocks. */
export interface DualState {
  /** `[B*T, Nv, Dv]` */
  readonly visual: tf.Tensor;
  /** `[B*T, Na, Da]` */
  readonly audio: tf.Tensor;
  /** `[B*T, Nv]`; absent without layers. */
  readonly visualMap?: tf.Tensor;
  /** `[B*T, Na]`; absent without layers. */
  readonly audioMap?: tf.Tensor;
}

/** The four layers around one pair of blocks: own modality, and the first or second place in the block. */
export interface PairLayers {
  readonly audioFirst: DgSctAttention;
  readonly visualFirst: DgSctAttention;
  readonly audioSecond: DgSctAttention;
  readonly visualSecond: DgSctAttention;
}

/** A visual block, the audio block that runs beside it, if any, and the layers between them. */
export interface Step {
  /** Where the step stands, for messages: `pair 3`, or `block 0` for a visual block that runs alone. */
  readonly path: string;
  readonly visual: Block;
  readonly audio?: Block;
  readonly layers?: PairLayers;
}

export interface StagePlan {
  readonly visual: Stage;
  readonly audio: Stage;
  readonly steps: readonly Step[];
}

/** The frozen encoders may be held in evaluation mode while the layers train. */
export interface Contexts {
  readonly layers: Context;
  readonly encoders: Context;
}

/** How the layers of each modality are built, and where. */
interface LayerOptions {
  readonly visual: DgSctOptions;
  readonly audio: DgSctOptions;
  /** Stages before this one, counted from 0, have none. */
  readonly firstStage: number;
}

/** Pairs the blocks of each stage, with layers between them as `options` say; without options there are none. */
export function planStages(
  visualStages: readonly Stage[],
  audioStages: readonly Stage[],
  options: LayerOptions | undefined,
): StagePlan[] {
  if (visualStages.length !== audioStages.length) {
    throw new AttentionError(
      'BAD_PAIRING',
      `the visual encoder has ${visualStages.length} stages and the audio encoder ${audioStages.length}; both need the same number`,
    );
  }
  if (options !== undefined) checkFirstStage(options.firstStage, visualStages.length);
  let count = 0;
  return visualStages.map((visual, index) => {
    const audio = audioStages[index] as Stage;
    const pairs = pairBlocks(visual.blocks.length, audio.blocks.length);
    const steps = visual.blocks.map((block, position): Step => {
      const partner = audio.blocks[pairs[position] ?? -1];
      if (partner === undefined) return { path: `block ${position}`, visual: block };
      const step = { path: `pair ${count++}`, visual: block, audio: partner };
      if (options === undefined || index < options.firstStage) return step;
      return { ...step, layers: layersBetween(block, partner, options) };
    });
    return { visual, audio, steps };
  });
}

function checkFirstStage(firstStage: number, stages: number): void {
  if (Number.isInteger(firstStage) && firstStage >= 0 && firstStage < stages) return;
  const there = stages === 0 ? 'have no stage' : `have the stages 0 to ${stages - 1}`;
  throw new AttentionError(
    'BAD_OPTION',
    `firstStage is ${firstStage}; the encoders ${there}, and layers are needed in one of them at least`,
  );
}

function layersBetween(visual: Block, audio: Block, options: LayerOptions): PairLayers {
  const between = (own: Block, other: Block, how: DgSctOptions): DgSctAttention =>
    new DgSctAttention(
      { dim: own.dim, tokens: own.tokens, otherDim: other.dim, otherTokens: other.tokens },
      how,
    );
  return {
    audioFirst: between(audio, visual, options.audio),
    visualFirst: between(visual, audio, options.visual),
    audioSecond: between(audio, visual, options.audio),
    visualSecond: between(visual, audio, options.visual),
  };
}

/** One visual block and, where it has one, its partner; `[B*T, N, D]` of both modalities to the same shapes. */
export function runStep(step: Step, state: DualState, contexts: Contexts): DualState {
  const { path, visual, audio, layers } = step;
  return scope(path, () => {
    if (layers !== undefined && audio !== undefined) return runPair(visual, audio, layers, state, contexts);
    return {
      ...state,
      visual: runBlock('visual', visual, state.visual, contexts.encoders),
      audio: audio === undefined ? state.audio : runBlock('audio', audio, state.audio, contexts.encoders),
    };
  });
}

/**
 * The layers in first place see both modalities as they come in, those in second place as they are after visual
 * attention and the whole audio block.
 */
function runPair(
  visualBlock: Block,
  audioBlock: Block,
  layers: PairLayers,
  before: DualState,
  contexts: Contexts,
): DualState {
  const encoding = contexts.encoders;
  const steer = (name: string, layer: DgSctAttention, own: tf.Tensor, other: tf.Tensor) =>
    scope(`adapter ${name}`, () => layer.forward(own, other, contexts.layers));
  const audioTerm = steer('audio p1', layers.audioFirst, before.audio, before.visual).output;
  const visualTerm = steer('visual p1', layers.visualFirst, before.visual, before.audio).output;
  const attended = scope('visual', () => visualBlock.attend(before.visual, encoding)).add(visualTerm);
  const heard = runBlock('audio', audioBlock, before.audio, encoding).add(audioTerm);
  const second = {
    audio: steer('audio p2', layers.audioSecond, heard, attended),
    visual: steer('visual p2', layers.visualSecond, attended, heard),
  };
  return {
    visual: scope('visual', () => visualBlock.feedForward(attended, encoding)).add(second.visual.output),
    audio: heard.add(second.audio.output),
    visualMap: second.visual.map,
    audioMap: second.audio.map,
  };
}

function runBlock(name: string, block: Block, x: tf.Tensor, encoding: Context): tf.Tensor {
  return scope(name, () => block.feedForward(block.attend(x, encoding), encoding));
}
