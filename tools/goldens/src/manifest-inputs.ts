// The inputs that a manifest's entry describes: a scaled fill, a chirp, a stored array, or a recipe in words.
import { type Json, number, object, text } from './json.ts';
import { parseShape } from './manifest-tensors.ts';

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

/** `offset + scale * fill(fill, shape)` */
interface Fill {
  readonly fill: string;
  readonly offset: number;
  readonly scale: number;
}

/** `recipe` inputs are described in words, or stand for several: see `raw`. */
export type GoldenInput = { readonly name: string; readonly raw: Json } & (
  | ({ readonly kind: 'fill'; readonly shape: readonly number[] } & Fill)
  | { readonly kind: 'chirp'; readonly chirp: Chirp; readonly shape: readonly number[] }
  | { readonly kind: 'stored'; readonly key: string; readonly shape: readonly number[] }
  | { readonly kind: 'recipe' }
);

/** None where the entry describes its inputs in one sentence. Throws `BAD_MANIFEST`. */
export function parseInputs(raw: Json, where: string): GoldenInput[] {
  return Array.isArray(raw.inputs) ? raw.inputs.map((input) => parseInput(input, raw, where)) : [];
}

function parseInput(value: unknown, entry: Json, where: string): GoldenInput {
  const raw = object(value, `an input of ${where}`);
  const name = text(raw.name ?? '', `name of an input of ${where}`);
  const known = Array.isArray(raw.shape) && raw.shape.every((size) => typeof size === 'number');
  if (!known) return { kind: 'recipe', name, raw }; // sizes that depend on the sample, or no array at all
  const shape = parseShape(raw.shape, `${name} of ${where}`);
  const key = raw.key ?? raw.stored;
  if (key !== undefined) return { kind: 'stored', name, raw, shape, key: text(key, `key of ${name}`) };
  if (raw.chirp !== undefined) return { kind: 'chirp', name, raw, shape, chirp: parseChirp(raw, name) };
  const range = parseFill(raw, entry, name);
  return range === undefined ? { kind: 'recipe', name, raw } : { kind: 'fill', name, raw, shape, ...range };
}

/** Undefined for a formula that is more than a scaled fill, and for a name that stands for several. */
function parseFill(raw: Json, entry: Json, name: string): Fill | undefined {
  if (/[<{]/.test(name)) return undefined;
  const formula = raw.formula ?? raw.value;
  if (typeof formula === 'string') return parseFormula(formula);
  const fill = raw.fill ?? `input:${text(entry.name_space ?? '', 'name_space')}${name}`;
  if (typeof fill !== 'string' || fill.includes('(')) return undefined;
  const { offset, scale } = parseNote(raw.note) ?? { offset: 0, scale: raw.scale ?? 1 };
  return typeof scale === 'number' ? { fill, offset, scale } : undefined;
}

/** `fill("x")`, `0.1 * fill("x", shape)`, `0.5 + 0.6*fill("x")`, each alone. */
function parseFormula(formula: string): Fill | undefined {
  const match = /^(?:([\d.]+) ?\+ ?)?(?:([\d.]+) ?\* ?)?fill\("([^"]+)"(?:, ?shape)?\)$/.exec(formula);
  const fill = match?.[3];
  if (fill === undefined || /[<{]/.test(fill)) return undefined;
  return { fill, offset: Number(match?.[1] ?? 0), scale: Number(match?.[2] ?? 1) };
}

/** A note such as "value = 0.5 + 0.5 * fill (...)" replaces the scale. */
function parseNote(note: unknown): Omit<Fill, 'fill'> | undefined {
  const match = /^value = ([\d.]+) \+ ([\d.]+) \* fill/.exec(String(note ?? ''));
  return match ? { offset: Number(match[1]), scale: Number(match[2]) } : undefined;
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
    tile: number(input.tile ?? 1, `tile of ${name}`),
  };
}
