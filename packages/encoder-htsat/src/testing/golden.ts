// What this package's tests share: the backend they run on, configurations as
// the goldens write them, and gradients in one pass. Not part of the build.
import {
  type GoldenEntry,
  type GoldenFile,
  goldenCotangent,
  type HostArray,
  type Numbers,
  openGolden,
} from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { HtsatConfig } from '../config.ts';
import type { LogMelConfig } from '../log-mel/config.ts';

const BACKEND = 'onnxruntime';

export async function useTestBackend(): Promise<void> {
  await tf.setBackend(BACKEND);
}

export function golden(file: string): GoldenFile {
  return openGolden('encoder-htsat').file(file);
}

export function tensor({ data, shape }: HostArray): tf.Tensor {
  return tf.tensor(data, [...shape]);
}

/** One number of a golden configuration. */
export function numberOf(config: GoldenEntry['config'], key: string): number {
  const value = config[key];
  if (typeof value !== 'number') throw new TypeError(`${key} is ${JSON.stringify(value)}, not a number`);
  return value;
}

export function logMelConfigOf(config: GoldenEntry['config']): LogMelConfig {
  return {
    sampleRate: numberOf(config, 'sample_rate'),
    hop: numberOf(config, 'hop_size' in config ? 'hop_size' : 'hop'),
    fftSize: numberOf(config, 'n_fft'),
    melBins: numberOf(config, 'mel_bins'),
    fmin: numberOf(config, 'fmin'),
    fmax: numberOf(config, 'fmax'),
  };
}

export function htsatConfigOf(config: GoldenEntry['config'], lossType: HtsatConfig['lossType']): HtsatConfig {
  return {
    ...logMelConfigOf(config),
    specSize: numberOf(config, 'spec_size'),
    embedDim: numberOf(config, 'embed_dim'),
    depths: config.depths as number[],
    heads: config.num_heads as number[],
    windowSize: numberOf(config, 'attention_window'),
    classes: numberOf(config, 'classes_num'),
    lossType,
  };
}

/** The golden loss: the sum over the outputs of sum(output * cotangent). */
export function goldenLoss(file: GoldenFile, outputs: Readonly<Record<string, tf.Tensor>>): tf.Scalar {
  const terms = Object.entries(outputs).map(([name, output]) =>
    output.mul(tensor(goldenCotangent(file, name))).sum(),
  );
  return tf.addN(terms) as tf.Scalar;
}

/** Gradients of `loss` with respect to the input (under `input`) and every trainable parameter. */
export function gradientsOf(
  loss: (x: tf.Tensor) => tf.Scalar,
  input: tf.Tensor,
  module: Module,
): Record<string, tf.Tensor> {
  const parameters = module.trainableParameters();
  const variables = [...parameters.values()].map(({ value }) => value);
  const gradients = tf.grads((x) => loss(x ?? input))([input, ...variables]);
  const names = ['input', ...parameters.keys()];
  return Object.fromEntries(names.map((name, i) => [name, gradients[i] as tf.Tensor]));
}

/** Runs `body` as one graph where the backend has graphs, and reads what it returns. */
export async function run(
  body: (x: tf.Tensor) => Record<string, tf.Tensor>,
  x: tf.Tensor,
): Promise<[string, Numbers][]> {
  const compiled = compile(body);
  const outputs = Object.entries(await compiled(x));
  await compiled.dispose();
  return Promise.all(outputs.map(async ([name, output]) => [name, await output.data()] as [string, Numbers]));
}
