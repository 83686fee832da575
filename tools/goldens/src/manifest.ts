// One shape for the manifests of all parts. Two layouts exist: layout A (dg-sct-attention, task-ave) says
// `tensors`, `param_prefix` and lists its cotangents; layout B (the encoders) says `outputs`, `prefix` or a prefix
// for each case, and names its cotangents in the text of the loss.
import { GoldensError } from './goldens-error.ts';
import { type Json, list, number, object, optional, text } from './json.ts';

/** What a stored tensor is, which decides the floor of its tolerance. Inputs are given, not compared. */
export type TensorKind = 'input' | 'output' | 'gradient' | 'gradient norm' | 'statistic' | 'parameter';

export interface GoldenTensor {
  readonly key: string;
  /** Shape of the whole tensor, also where only a sample is stored. */
  readonly shape: readonly number[];
  readonly kind: TensorKind;
  /** Integers, masks and tables: no tolerance at all. */
  readonly exact: boolean;
  /** Largest absolute difference allowed, before the floor; 0 when exact. */
  readonly atol: number;
  /** Elements 0, stride, 2 stride, ... of the row-major flattening are stored. */
  readonly stride: number;
  /** Of the whole tensor, where the manifest has them. `std` is the population's, `sum` is for exact integers. */
  readonly mean?: number;
  readonly std?: number;
  readonly absmax?: number;
  readonly sum?: number;
}

/** Linear chirp with noise, repeated `tile` times. */
export interface Chirp {
  readonly noise: string;
  readonly samples: number;
  readonly sampleRate: number;
  readonly startHz: number;
  readonly endHz: number;
  readonly amplitude: number;
  readonly noiseAmplitude: number;
  readonly tile: number;
}

/** `fill` is the whole string for the fill rule. `recipe` inputs are described in words: see `raw`. */
export type GoldenInput = { readonly name: string; readonly raw: Json } & (
  | {
      readonly kind: 'fill';
      readonly fill: string;
      readonly offset: number;
      readonly scale: number;
      readonly shape: readonly number[];
    }
  | { readonly kind: 'chirp'; readonly chirp: Chirp; readonly shape: readonly number[] }
  | { readonly kind: 'stored'; readonly key: string; readonly shape: readonly number[] }
  | { readonly kind: 'recipe' }
);

/** The loss is the sum over these of sum(output * fill(fill, shape)). */
export interface Cotangent {
  readonly output: string;
  readonly fill: string;
  readonly shape: readonly number[];
}

export interface GoldenCase {
  readonly prefix: string;
  readonly config: Json;
}

export interface GoldenEntry {
  readonly part: string;
  /** File name without its extension. */
  readonly name: string;
  readonly config: Json;
  readonly mode: 'eval' | 'train' | 'none';
  /** What the fill rule puts before every state-dict name. */
  readonly prefix: string;
  readonly cases: ReadonlyMap<string, GoldenCase>;
  readonly inputs: readonly GoldenInput[];
  readonly cotangents: readonly Cotangent[];
  readonly tensors: ReadonlyMap<string, GoldenTensor>;
  /** The manifest's entry as written, for recipes that are given in words. */
  readonly raw: Json;
}

/** Entries of a manifest by name. */
export function parseManifest(part: string, manifest: unknown): Map<string, GoldenEntry> {
  const files = list(object(manifest, `manifest of ${part}`).files, `files of ${part}`);
  return new Map(files.map((file) => parseEntry(part, file)).map((entry) => [entry.name, entry]));
}

function parseEntry(part: string, value: unknown): GoldenEntry {
  const raw = object(value, `a file of ${part}`);
  const file = text(raw.file, `file of ${part}`);
  const where = `${part}/${file}`;
  const tensors = list(raw.tensors ?? raw.outputs, `tensors of ${where}`).map((tensor) =>
    parseTensor(tensor, where),
  );
  const byKey = new Map(tensors.map((tensor) => [tensor.key, tensor]));
  const cases = Object.entries(object(raw.cases ?? {}, `cases of ${where}`)).map(([name, item]) => {
    const config = object(item, `case ${name} of ${where}`);
    return [name, { prefix: text(config.prefix, `prefix of ${name}`), config }] as const;
  });
  return {
    part,
    name: file.replace(/\.safetensors$/, ''),
    config: object(raw.config, `config of ${where}`),
    mode: parseMode(text(raw.mode, `mode of ${where}`)),
    prefix: text(raw.prefix ?? raw.param_prefix ?? '', `prefix of ${where}`),
    cases: new Map(cases),
    inputs: list(raw.inputs, `inputs of ${where}`).map((input) => parseInput(input, where)),
    cotangents: parseCotangents(raw, byKey, where),
    tensors: byKey,
    raw,
  };
}

const parseMode = (mode: string): GoldenEntry['mode'] =>
  mode.startsWith('train') ? 'train' : mode.startsWith('eval') ? 'eval' : 'none';

function parseTensor(value: unknown, where: string): GoldenTensor {
  const raw = object(value, `a tensor of ${where}`);
  const key = text(raw.key, `key in ${where}`);
  const exact = raw.exact === true || raw.atol === undefined;
  return {
    key,
    shape: parseShape(raw.shape, `${key} of ${where}`),
    kind: kindOf(key),
    exact,
    atol: exact ? 0 : number(raw.atol, `atol of ${key}`),
    stride: optional(raw.stride, number, `stride of ${key}`) ?? 1,
    ...statistic(raw, 'mean'),
    ...statistic(raw, 'std'),
    ...statistic(raw, 'absmax'),
    ...statistic(raw, 'sum'),
  };
}

const statistic = (raw: Json, name: 'mean' | 'std' | 'absmax' | 'sum') =>
  raw[name] === undefined ? {} : { [name]: number(raw[name], name) };

/** Both layouts mark the kind in the key, layout B sometimes after the name of a case. */
function kindOf(key: string): TensorKind {
  if (/^(in|fixture)\./.test(key)) return 'input';
  if (/(^|\.)grad\./.test(key)) return 'gradient';
  if (key.startsWith('grad_l2_norm')) return 'gradient norm';
  if (/^(buf|after)\./.test(key)) return 'statistic';
  return key.startsWith('final.') ? 'parameter' : 'output';
}

function parseInput(value: unknown, where: string): GoldenInput {
  const raw = object(value, `an input of ${where}`);
  const name = text(raw.name, `name of an input of ${where}`);
  const known = Array.isArray(raw.shape) && raw.shape.every((size) => typeof size === 'number');
  if (!known) return { kind: 'recipe', name, raw }; // sizes that depend on the sample, or no array at all
  const shape = parseShape(raw.shape, `${name} of ${where}`);
  if (raw.key !== undefined)
    return { kind: 'stored', name, raw, shape, key: text(raw.key, `key of ${name}`) };
  if (raw.chirp !== undefined) return { kind: 'chirp', name, raw, shape, chirp: parseChirp(raw, name) };
  const scale = number(raw.scale, `scale of input ${name} of ${where}`);
  return {
    kind: 'fill',
    name,
    raw,
    shape,
    fill: text(raw.fill, `fill of ${name}`),
    ...parseRange(raw, scale),
  };
}

/** A note such as "value = 0.5 + 0.5 * fill (...)" replaces the scale. */
function parseRange(raw: Json, scale: number): { offset: number; scale: number } {
  const note = /^value = ([\d.]+) \+ ([\d.]+) \* fill/.exec(String(raw.note ?? ''));
  return note ? { offset: Number(note[1]), scale: Number(note[2]) } : { offset: 0, scale };
}

function parseChirp(input: Json, name: string): Chirp {
  const raw = object(input.chirp, `chirp of ${name}`);
  return {
    noise: text(raw.noise, `noise of ${name}`),
    samples: number(raw.samples, `samples of ${name}`),
    sampleRate: number(raw.sample_rate, `sample_rate of ${name}`),
    startHz: number(raw.f0, `f0 of ${name}`),
    endHz: number(raw.f1, `f1 of ${name}`),
    amplitude: number(raw.amp, `amp of ${name}`),
    noiseAmplitude: number(raw.noise_amp, `noise_amp of ${name}`),
    tile: number(input.tile, `tile of ${name}`),
  };
}

function parseCotangents(raw: Json, tensors: ReadonlyMap<string, GoldenTensor>, where: string): Cotangent[] {
  const shapeOf = (output: string) => {
    const tensor = tensors.get(`out.${output}`) ?? tensors.get(output);
    if (tensor) return tensor.shape;
    throw new GoldensError(
      'BAD_MANIFEST',
      `${where} has a cotangent for ${output}, which is not among its tensors.`,
    );
  };
  if (raw.cotangents !== undefined) {
    return list(raw.cotangents, `cotangents of ${where}`).map((item) => {
      const entry = object(item, `a cotangent of ${where}`);
      const output = text(entry.output, `output of a cotangent of ${where}`);
      return { output, fill: text(entry.fill, `fill of ${output}`), shape: shapeOf(output) };
    });
  }
  const outputs = outputsInLoss(text(raw.gradients ?? '', `gradients of ${where}`), [...tensors.keys()]);
  return outputs.map((output) => ({ output, fill: `cotangent:${output}`, shape: shapeOf(output) }));
}

/**
 * Outputs that the text of a loss multiplies with a cotangent: named in it, or `<case>.y` for every case, or
 * `<name>` for each of "sum over a, b, c of".
 */
function outputsInLoss(loss: string, keys: readonly string[]): string[] {
  const named = [...loss.matchAll(/"cotangent:([^"]+)"/g)].map(([, output = '']) => output);
  return named.flatMap((output) => {
    if (output === '<name>') return /sum over (.+?) of/.exec(loss)?.[1]?.split(', ') ?? [];
    if (output.startsWith('<case>')) {
      const suffix = output.slice('<case>'.length);
      return keys.filter((key) => key.endsWith(suffix) && key.indexOf('.') === key.length - suffix.length);
    }
    return [output];
  });
}

const parseShape = (value: unknown, where: string): number[] =>
  list(value, `shape of ${where}`).map((size) => number(size, `shape of ${where}`));
