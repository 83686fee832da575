// Power spectrogram in the graph: frames times stored Fourier kernels, so that
// it is differentiable down to samples and kernels (spec: encoder-htsat section
// 2). `LogMelExtractor` is the fast form for untouched kernels.
import { type Initializer, Module, type Parameter } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import type { LogMelConfig } from '../log-mel/config.ts';
import { frameCount, hannWindow } from '../log-mel/framing.ts';

export class Spectrogram extends Module {
  /** `[F, 1, fftSize]`, frozen unless set trainable. */
  readonly real: Parameter;
  readonly imaginary: Parameter;
  readonly #config: LogMelConfig;

  constructor(config: LogMelConfig) {
    super();
    this.#config = config;
    const shape = [config.fftSize / 2 + 1, 1, config.fftSize];
    this.real = this.parameter('stft.conv_real.weight', shape, { init: fourierKernel(Math.cos) });
    this.imaginary = this.parameter('stft.conv_imag.weight', shape, {
      init: fourierKernel((angle) => -Math.sin(angle)),
    });
    this.setTrainable(false);
  }

  /** Samples `[B, S]` to power `[B, T, F]`, T = floor(S / hop) + 1, F = fftSize/2 + 1. */
  forward(samples: tf.Tensor): tf.Tensor {
    const [batch = 1, length = 0] = samples.shape;
    const { hop, fftSize } = this.#config;
    const frames = frameCount(length, this.#config);
    const padded = reflectPadded(samples, fftSize / 2);
    const rows = cutFrames(padded, frames, hop, fftSize).reshape([batch * frames, fftSize]);
    const part = (kernel: Parameter): tf.Tensor =>
      tf.matMul(rows, kernel.value.reshape([-1, fftSize]), false, true).square();
    return part(this.real)
      .add(part(this.imaginary))
      .reshape([batch, frames, fftSize / 2 + 1]);
  }
}

/** `w[n] f(2 pi k n / N)`, w the Hann window, row k, column n. */
function fourierKernel(wave: (angle: number) => number): Initializer {
  return ([bins = 1, , size = 1]) => {
    const window = hannWindow(size);
    const period = Float64Array.from({ length: size }, (_, i) => wave((2 * Math.PI * i) / size));
    const kernel = new Float32Array(bins * size);
    for (let k = 0; k < bins; k++) {
      for (let n = 0; n < size; n++) {
        kernel[k * size + n] = (window[n] as number) * (period[(k * n) % size] as number);
      }
    }
    return kernel;
  };
}

/** `[B, S]` to `[B, S + 2 half]`: mirrored ends, without repeating the end samples. */
function reflectPadded(samples: tf.Tensor, half: number): tf.Tensor {
  const [batch = 1, length = 0] = samples.shape;
  const mirrored = (start: number): tf.Tensor => samples.slice([0, start], [batch, half]).reverse(1);
  return tf.concat([mirrored(1), samples, mirrored(length - 1 - half)], 1);
}

/**
 * Overlapping frames without a gather: the signal is cut into blocks of one hop, and frame t is blocks
 * t, t+1, ... joined. `[B, P]` to `[B, T, size]`.
 */
function cutFrames(padded: tf.Tensor, frames: number, hop: number, size: number): tf.Tensor {
  const [batch = 1, length = 0] = padded.shape;
  const perFrame = Math.ceil(size / hop);
  const needed = (frames + perFrame - 1) * hop;
  const whole =
    needed > length
      ? padded.pad([
          [0, 0],
          [0, needed - length],
        ])
      : padded.slice([0, 0], [batch, needed]);
  const blocks = whole.reshape([batch, -1, hop]);
  const parts = Array.from({ length: perFrame }, (_, i) =>
    blocks.slice([0, i, 0], [batch, frames, Math.min(hop, size - i * hop)]),
  );
  return tf.concat(parts, 2);
}
