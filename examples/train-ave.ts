// Trains DG-SCT to tell the event of each second of a video, written out on one page: clips, network, loss, optimizer,
// loop. To read, and to start an experiment from; `train` of @dg-sct/training does the same with checkpoints, resume,
// limits and logs, and gives the same losses, as the test beside this file shows.
//
//   node examples/dist/train-ave.js DIR [EPOCHS]
//
// DIR has the layout of AVE; `dgsct data synth --task ave --out DIR --clips 60` renders one.
import { pathToFileURL } from 'node:url';
import { type AveSplit, readAveDataset } from '@dg-sct/datasets';
import { htsat } from '@dg-sct/encoder-htsat';
import { LogMelExtractor } from '@dg-sct/encoder-htsat/log-mel';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { openMediaReader, preprocessFrames } from '@dg-sct/media';
import { Adam, deriveSeed, EVAL, RandomStream, stepLr, valueAndGradients } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import { AveNetwork } from '@dg-sct/task-ave';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import { batchIndices, loadModule, saveModule } from '@dg-sct/training';
import { tinyWeights } from '@dg-sct/weights-tiny';
import * as tf from '@tensorflow/tfjs';

// ---------------------------------------------------------------------------------------------------------- settings

/** What the encoders are given and how large they are. These are the sizes of the weights that come with the project. */
export const TINY = {
  segments: 10,
  imageSize: 64,
  sound: { sampleRate: 32_000, hop: 320, fftSize: 1024, melBins: 32, fmin: 50, fmax: 14_000 },
  swin: { patchSize: 4, embedDim: 32, depths: [1, 1, 2], heads: [2, 4, 8], windowSize: 8 },
  htsat: { specSize: 64, embedDim: 32, depths: [1, 1, 2], heads: [2, 4, 8], windowSize: 8 },
  adapters: { reduction: 4, groups: 2, learnedTokens: 8, gateInit: 0.1 },
  head: { visualHidden: 64, audioHidden: 32, dim: 64, feedForward: 128, heads: 4, identicalStart: false },
  pretrained: true,
};
export type Sizes = typeof TINY;

export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
}

// ------------------------------------------------------------------------------------------------------------- clips

/** One clip, ready for the network. */
export interface Clip {
  readonly name: string;
  /** Normalised pixels, `[T, H, W, 3]`. */
  readonly frames: Float32Array;
  /** Decibels, `[T, spectrogram frames, mel bins]`. */
  readonly logmel: Float32Array;
  /** Class of each second; the number of classes stands for background. `[T]` */
  readonly labels: readonly number[];
}

/** Decodes all clips of a split into memory: ten frames spread over ten seconds, and the spectrogram of each second. */
export async function readClips(dir: string, split: AveSplit, sizes: Sizes): Promise<Clip[]> {
  const { segments, imageSize, sound } = sizes;
  const reader = await openMediaReader();
  const extractor = new LogMelExtractor(sound);
  const { samples } = readAveDataset(dir, { split });
  return samples.flatMap(({ videoId, material, labels }) => {
    if (material.kind !== 'video') return [];
    const window = { start: 0, end: segments };
    const pictures = reader.readFrames(material.path, { ...window, count: segments });
    const heard = reader.readAudio(material.path, { ...window, sampleRate: sound.sampleRate });
    const seconds = Array.from({ length: segments }, (_, t) => {
      const second = new Float32Array(sound.sampleRate); // silence where the sound ends early
      second.set(heard.subarray(t * sound.sampleRate, (t + 1) * sound.sampleRate));
      return extractor.extract(second);
    });
    return {
      name: videoId,
      frames: preprocessFrames(pictures, { size: imageSize }),
      logmel: concatenate(seconds),
      labels,
    };
  });
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Host arrays of a batch of `B` clips: frames `[B*T, H, W, 3]`, audio `[B*T, frames, mels]`, segments `[B, T]`. */
export function batchOf(clips: readonly Clip[], { segments, imageSize, sound }: Sizes) {
  const rows = clips.length * segments;
  const audio = concatenate(clips.map(({ logmel }) => logmel));
  const pictures = [rows, imageSize, imageSize, 3];
  return {
    inputs: {
      frames: { data: concatenate(clips.map(({ frames }) => frames)), shape: pictures },
      audio: { data: audio, shape: [rows, audio.length / rows / sound.melBins, sound.melBins] },
    },
    targets: {
      segments: {
        data: Int32Array.from(clips.flatMap(({ labels }) => labels)),
        shape: [clips.length, segments],
      },
    },
    names: clips.map(({ name }) => name),
  };
}

type Batch = ReturnType<typeof batchOf>;

// ----------------------------------------------------------------------------------------------------------- network

/** Two frozen encoders, the DG-SCT layers between their blocks, and the head that names events. */
export async function buildNetwork(
  sizes: Sizes,
  classes: readonly string[],
  seed: number,
): Promise<AveNetwork> {
  const visual = swinV2({ imageSize: sizes.imageSize, ...sizes.swin, classes: 0 });
  const audio = htsat({ ...sizes.sound, ...sizes.htsat, classes: 1, lossType: 'clip_ce' });
  if (sizes.pretrained) {
    // The files hold classifiers, which nothing here runs.
    const ignore = [/^head\./, /^tscam_conv\./];
    await loadModule(tinyWeights('swin-v2').path, visual, { ignore, partial: 'any' });
    await loadModule(tinyWeights('htsat').path, audio, { ignore, partial: 'any' });
  }
  const { adapters, head, segments } = sizes;
  const options = { visual, audio, adapters, encoderTraining: false, head: { ...head, classes, segments } };
  return new AveNetwork(options).initialize(seed);
}

// -------------------------------------------------------------------------------------------------------------- loop

export interface Curve {
  /** Loss of each step. */
  readonly losses: readonly number[];
  /** Percent of segments named right, after each epoch. */
  readonly accuracies: readonly number[];
}

export interface Experiment {
  readonly network: AveNetwork;
  readonly sizes: Sizes;
  readonly recipe: Recipe;
  readonly train: readonly Clip[];
  readonly validation: readonly Clip[];
  /** Where the best weights go; without it nowhere. */
  readonly save?: string;
  readonly print?: (line: string) => void;
}

export async function trainAve(experiment: Experiment): Promise<Curve> {
  const { network, sizes, recipe, train, validation, save, print = () => {} } = experiment;
  const { epochs, batchSize, seed } = recipe;
  const parameters = network.trainableParameters();
  const optimizer = new Adam(parameters);
  const schedule = stepLr({ learningRate: recipe.learningRate, gamma: 0.35, every: 4 });
  const random = new RandomStream(deriveSeed(seed, 'noise'));

  // A function of plain TensorFlow.js: forward, backward and update. `compile` makes one graph of it.
  const step = compile(
    ({ inputs, targets, learningRate }: ReturnType<typeof tensorsOf>) => {
      const { value, gradients } = valueAndGradients(() => {
        const { outputs } = network.forward(inputs, { training: true, random });
        const terms = network.head.loss(outputs, targets);
        return { total: tf.addN(Object.values(terms)) };
      }, parameters);
      optimizer.apply(gradients, learningRate);
      random.advance(); // the next step draws other noise
      return value.total;
    },
    { name: 'step' },
  );
  const answer = compile(
    ({ inputs }: ReturnType<typeof tensorsOf>) => network.forward(inputs, EVAL).outputs,
    { name: 'answer' },
  );

  async function accuracy(): Promise<number> {
    const metric = network.head.metric();
    for (const indices of batchIndices({ count: validation.length, batchSize })) {
      const batch = batchOf(pick(validation, indices), sizes);
      const tensors = tensorsOf(batch);
      const outputs = await answer(tensors);
      metric.add(await toHostArrays(outputs), batch.targets);
      tf.dispose([tensors, outputs]);
    }
    return metric.result().segmentAccuracy ?? Number.NaN;
  }

  const losses: number[] = [];
  const accuracies: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const indices of batchIndices({ count: train.length, batchSize, shuffle: { seed, epoch } })) {
      const tensors = tensorsOf(
        batchOf(pick(train, indices), sizes),
        schedule({ epoch, step: losses.length }),
      );
      const loss = await step(tensors);
      losses.push((await loss.data())[0] ?? Number.NaN);
      tf.dispose([tensors, loss]);
    }
    const value = await accuracy();
    const isBest = value > Math.max(...accuracies);
    accuracies.push(value);
    if (isBest && save !== undefined) await saveModule(save, network);
    print(
      `epoch ${epoch + 1}: loss ${losses.at(-1)?.toFixed(3)}, ${value.toFixed(1)} % of segments${isBest ? ', best so far' : ''}`,
    );
  }
  await Promise.all([step.dispose(), answer.dispose()]);
  random.dispose();
  return { losses, accuracies };
}

const pick = (clips: readonly Clip[], indices: readonly number[]): Clip[] =>
  indices.flatMap((index) => clips[index] ?? []);

/** A batch as tensors, which the caller disposes. */
function tensorsOf({ inputs, targets }: Batch, learningRate = 0) {
  const { frames, audio } = inputs;
  return {
    inputs: { frames: tf.tensor(frames.data, frames.shape), audio: tf.tensor(audio.data, audio.shape) },
    targets: { segments: tf.tensor(targets.segments.data, targets.segments.shape, 'int32') },
    learningRate: tf.scalar(learningRate),
  };
}

// ----------------------------------------------------------------------------------------------------------- program

async function main(dir: string, epochs: number): Promise<void> {
  await tf.setBackend('onnxruntime');
  const { classes } = readAveDataset(dir, { split: 'train' });
  const [train, validation] = [await readClips(dir, 'train', TINY), await readClips(dir, 'val', TINY)];
  console.log(
    `${train.length} clips to train on, ${validation.length} to choose by, ${classes.length} classes`,
  );
  const recipe = { epochs, batchSize: 8, learningRate: 3e-3, seed: 1 };
  const network = await buildNetwork(TINY, classes, recipe.seed);
  const save = 'train-ave.safetensors';
  await trainAve({ network, sizes: TINY, recipe, train, validation, save, print: console.log });
  console.log(`the best weights are in ${save}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [dir, epochs = '8'] = process.argv.slice(2);
  if (dir === undefined) throw new Error('usage: node examples/dist/train-ave.js DIR [EPOCHS]');
  await main(dir, Number(epochs));
  process.exit(0); // the worker that computes would keep the program open
}
