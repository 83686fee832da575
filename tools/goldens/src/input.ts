// Makes the inputs and cotangents of a golden file from their descriptions.
import { toFloat32 } from '@dg-sct/checkpoint';
import { fill } from './fill.ts';
import type { GoldenFile } from './golden.ts';
import { GoldensError } from './goldens-error.ts';
import type { Chirp } from './manifest-inputs.ts';

export interface HostArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The input `name` of a file. Throws `UNKNOWN_INPUT`, or `INPUT_IN_WORDS` where only `raw` describes it. */
export function goldenInput(file: GoldenFile, name: string): HostArray {
  const input = file.inputs.find((candidate) => candidate.name === name);
  if (!input) {
    const names = file.inputs.map((candidate) => candidate.name).join(', ');
    throw new GoldensError(
      'UNKNOWN_INPUT',
      `${file.part}/${file.name} has no input '${name}'; there are ${names}.`,
    );
  }
  switch (input.kind) {
    case 'fill': {
      const { offset, scale, shape } = input;
      return { shape, data: fill(input.fill, shape).map((value) => offset + scale * value) };
    }
    case 'chirp':
      return { shape: input.shape, data: makeChirp(input.chirp) };
    case 'stored':
      return { shape: input.shape, data: toFloat32(file.stored(input.key)) };
    case 'recipe': {
      const message = `Input '${name}' of ${file.part}/${file.name} is described in words: ${JSON.stringify(input.raw)}`;
      throw new GoldensError('INPUT_IN_WORDS', message);
    }
  }
}

/** The cotangent that the golden loss multiplies `output` with. */
export function goldenCotangent(file: GoldenFile, output: string): HostArray {
  const cotangent = file.cotangents.find((candidate) => candidate.output === output);
  if (cotangent) return { shape: cotangent.shape, data: fill(cotangent.fill, cotangent.shape) };
  const names = file.cotangents.map((candidate) => candidate.output).join(', ') || 'none';
  const message = `The loss of ${file.part}/${file.name} does not weigh '${output}'; it weighs ${names}.`;
  throw new GoldensError('UNKNOWN_INPUT', message);
}

/** amp sin(2 pi (f0 t + (f1 - f0) t^2 / (2 D))) + noise_amp noise, over D = samples / rate seconds, in double. */
function makeChirp(chirp: Chirp): Float32Array {
  const { samples, sampleRate, startHz, endHz, amplitude, noiseAmplitude, tile } = chirp;
  const seconds = samples / sampleRate;
  const noise = fill(chirp.noise, [samples]);
  const once = noise.map((value, i) => {
    const t = i / sampleRate;
    const cycles = startHz * t + ((endHz - startHz) * t * t) / (2 * seconds);
    return amplitude * Math.sin(2 * Math.PI * cycles) + noiseAmplitude * value;
  });
  const tiled = new Float32Array(samples * tile);
  for (let i = 0; i < tile; i++) tiled.set(once, i * samples);
  return tiled;
}
