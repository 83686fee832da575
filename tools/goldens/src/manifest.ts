// One shape for the manifests of all parts. They differ in words (`tensors` or `outputs`, `prefix` or `param_prefix`,
// `stride` or `sampled_every`); which of them mean the same stands here and in the files that read inputs, tensors and
// cotangents. What no rule reads is left in `raw`.
import { basename } from 'node:path';
import { GoldensError } from './goldens-error.ts';
import { type Json, list, object, text } from './json.ts';
import { type Cotangent, parseCotangents } from './manifest-cotangents.ts';
import { type GoldenInput, parseInputs } from './manifest-inputs.ts';
import { type GoldenTensor, parseTensors } from './manifest-tensors.ts';

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
  /** What the fill rule puts before every state-dict name; empty where it differs from case to case. */
  readonly prefix: string;
  readonly cases: ReadonlyMap<string, GoldenCase>;
  readonly inputs: readonly GoldenInput[];
  readonly cotangents: readonly Cotangent[];
  readonly tensors: ReadonlyMap<string, GoldenTensor>;
  /** The manifest's entry as written, for recipes that are given in words. */
  readonly raw: Json;
}

export interface Manifest {
  readonly part: string;
  /** Entries as written, by file name without extension, in the manifest's order. */
  readonly entries: ReadonlyMap<string, Json>;
  /** The manifest as written, for what stands beside its entries. */
  readonly raw: Json;
}

/** The part is that which the manifest names, itself or under `about`, else `folder`'s name. Throws `BAD_MANIFEST`. */
export function parseManifest(manifest: unknown, folder: string): Manifest {
  const raw = object(manifest, `manifest in ${folder}`);
  const about = raw.about as Json | undefined;
  const part = text(raw.part ?? about?.part ?? basename(folder), `part in ${folder}`);
  const files = raw.files ?? raw.goldens;
  const entries = Array.isArray(files)
    ? files.map((entry): [unknown, unknown] => [object(entry, `a file of ${part}`).file, entry])
    : Object.entries(object(files, `files of ${part}`));
  const byName = entries.map(([file, entry]): [string, Json] => {
    const name = text(file, `file of ${part}`).replace(/\.safetensors$/, '');
    return [name, object(entry, `${name} of ${part}`)];
  });
  const unsafe = byName.find(([name]) => name !== basename(name) || name === '..');
  if (unsafe === undefined) return { part, entries: new Map(byName), raw };
  throw new GoldensError('BAD_MANIFEST', `The file ${unsafe[0]} of ${part} is not in its folder.`);
}

/** Throws `BAD_MANIFEST`. */
export function parseEntry(part: string, name: string, raw: Json): GoldenEntry {
  const where = `${part}/${name}`;
  const tensors = parseTensors(raw, where);
  const prefix = raw.prefix ?? raw.param_prefix ?? raw.weight_prefix;
  return {
    part,
    name,
    config: object(raw.config ?? {}, `config of ${where}`),
    mode: parseMode(raw.mode),
    prefix: typeof prefix === 'string' ? prefix : '',
    cases: parseCases(raw, where),
    inputs: parseInputs(raw, where),
    cotangents: parseCotangents(raw, tensors, where),
    tensors,
    raw,
  };
}

function parseMode(mode: unknown): GoldenEntry['mode'] {
  if (typeof mode !== 'string') return 'none';
  return mode.startsWith('train') ? 'train' : mode.startsWith('eval') ? 'eval' : 'none';
}

/** Cases that have a prefix each; other lists of cases are in `raw`. */
function parseCases(raw: Json, where: string): ReadonlyMap<string, GoldenCase> {
  if (Array.isArray(raw.cases)) return new Map();
  const cases = Object.entries(object(raw.cases ?? {}, `cases of ${where}`)).flatMap(([name, item]) => {
    const config = object(item, `case ${name} of ${where}`);
    return typeof config.prefix === 'string' ? [[name, { prefix: config.prefix, config }] as const] : [];
  });
  return new Map(cases);
}

/** Names in a list of the entry, such as `parameters_without_gradient`; undefined where the entry has none. */
export function namesIn(entry: GoldenEntry, field: string): string[] | undefined {
  const value = entry.raw[field];
  if (value === undefined) return undefined;
  return list(value, `${field} of ${entry.part}/${entry.name}`).map((name) => text(name, field));
}
