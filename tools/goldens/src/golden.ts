// Opens the goldens of a part: what was run (manifest) and what came out (safetensors). Synchronous and read whole:
// a file is a few hundred kB and only tests ask.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type HostTensor, readSafetensorsSync } from '@dg-sct/checkpoint';
import { GoldensError } from './goldens-error.ts';
import { type GoldenEntry, type GoldenTensor, parseManifest } from './manifest.ts';

/** The copies that come with this package, so that tests run on a clean clone. */
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

export interface GoldenFile extends GoldenEntry {
  /** Stored values; a sample of them where the tensor's stride is above 1. */
  stored(key: string): HostTensor;
  /** The manifest's line for a key. Throws `UNKNOWN_TENSOR`. */
  tensor(key: string): GoldenTensor;
}

export interface GoldenPart {
  readonly name: string;
  /** Names of the files, in the manifest's order. */
  readonly files: readonly string[];
  /** Throws `UNKNOWN_FILE`. */
  file(name: string): GoldenFile;
}

/** `part` is a folder such as `encoder-swin-v2`. Throws `UNKNOWN_PART`. */
export function openGolden(part: string, folder = FIXTURES): GoldenPart {
  const entries = parseManifest(part, readManifest(part, folder));
  return {
    name: part,
    files: [...entries.keys()],
    file: (name) => {
      const entry = entries.get(name);
      if (entry) return openFile(entry, `${folder}/${part}/${name}.safetensors`);
      const names = [...entries.keys()].join(', ');
      throw new GoldensError(
        'UNKNOWN_FILE',
        `The goldens of ${part} have no file '${name}'; there are ${names}.`,
      );
    },
  };
}

function readManifest(part: string, folder: string): unknown {
  try {
    return JSON.parse(readFileSync(`${folder}/${part}/manifest.json`, 'utf8'));
  } catch (cause) {
    const message = `There are no goldens for '${part}' in ${folder} (${(cause as Error).message}).`;
    throw new GoldensError('UNKNOWN_PART', message);
  }
}

function openFile(entry: GoldenEntry, path: string): GoldenFile {
  const { tensors: stored } = readSafetensorsSync(path);
  const find = <T>(map: ReadonlyMap<string, T>, key: string): T => {
    const found = map.get(key);
    if (found !== undefined) return found;
    throw new GoldensError('UNKNOWN_TENSOR', `${entry.part}/${entry.name} has no tensor '${key}'.`);
  };
  return { ...entry, stored: (key) => find(stored, key), tensor: (key) => find(entry.tensors, key) };
}
