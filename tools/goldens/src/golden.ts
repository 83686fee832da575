// Opens the goldens of a part: what was run (manifest) and what came out (safetensors). Synchronous and read whole:
// a file is a few hundred kB and only tests ask.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type HostTensor, readSafetensorsSync } from '@dg-sct/checkpoint';
import { GoldensError } from './goldens-error.ts';
import { object } from './json.ts';
import { type GoldenEntry, type Manifest, parseEntry, parseManifest } from './manifest.ts';
import type { GoldenTensor } from './manifest-tensors.ts';

/** The copies that come with this package, so that tests run on a clean clone. */
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

/** What a manifest tells in tables of its own is an entry without a file. */
const TABLES = 'tables';

export interface GoldenFile extends GoldenEntry {
  /** The folder that the file is in, for entries that read others beside it. */
  readonly folder: string;
  /** Of everything that is stored, whether the manifest lists it or not. */
  readonly storedKeys: readonly string[];
  /** Stored values; a sample of them where the tensor's stride is above 1. */
  stored(key: string): HostTensor;
  /** The manifest's line for a key. Throws `UNKNOWN_TENSOR`. */
  tensor(key: string): GoldenTensor;
}

export interface GoldenPart extends Pick<Manifest, 'raw'> {
  readonly name: string;
  /** Names of the files, in the manifest's order. */
  readonly files: readonly string[];
  /** Throws `UNKNOWN_FILE`, or `BAD_MANIFEST` for an entry with a surprise. */
  file(name: string): GoldenFile;
}

/** `part` is a folder such as `encoder-swin-v2`. Throws `UNKNOWN_PART`. */
export const openGolden = (part: string, folder = FIXTURES): GoldenPart =>
  openGoldenFolder(`${folder}/${part}`);

/** Any folder with a `manifest.json`; the part is named there, or is the folder's name. Throws `UNKNOWN_PART`. */
export function openGoldenFolder(folder: string): GoldenPart {
  const { part, entries, raw } = parseManifest(readManifest(folder), folder);
  const files = [...entries.keys(), ...(raw.tables === undefined ? [] : [TABLES])];
  return {
    name: part,
    files,
    raw,
    file: (name) => {
      const entry = entries.get(name);
      if (entry) {
        const { tensors } = readSafetensorsSync(`${folder}/${name}.safetensors`);
        return openFile(parseEntry(part, name, entry), folder, tensors);
      }
      if (name === TABLES && raw.tables !== undefined) {
        const tables = parseEntry(part, name, object(raw.tables, `tables of ${part}`));
        return openFile(tables, folder, new Map());
      }
      const names = files.join(', ');
      throw new GoldensError(
        'UNKNOWN_FILE',
        `The goldens of ${part} have no file '${name}'; there are ${names}.`,
      );
    },
  };
}

function readManifest(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
  } catch (cause) {
    const message = `There are no goldens in ${folder} (${(cause as Error).message}).`;
    throw new GoldensError('UNKNOWN_PART', message);
  }
}

function openFile(entry: GoldenEntry, folder: string, stored: ReadonlyMap<string, HostTensor>): GoldenFile {
  const find = <T>(map: ReadonlyMap<string, T>, key: string): T => {
    const found = map.get(key);
    if (found !== undefined) return found;
    throw new GoldensError('UNKNOWN_TENSOR', `${entry.part}/${entry.name} has no tensor '${key}'.`);
  };
  const tensors = new Map(
    [...entry.tensors].map(([key, tensor]) => [key, withAbsmax(tensor, stored.get(key))] as const),
  );
  return {
    ...entry,
    tensors,
    folder,
    storedKeys: [...stored.keys()],
    stored: (key) => find(stored, key),
    tensor: (key) => find(tensors, key),
  };
}

/** Where the manifest does not say how large a tensor gets, its stored values do. */
function withAbsmax(tensor: GoldenTensor, stored: HostTensor | undefined): GoldenTensor {
  if (tensor.exact || tensor.absmax !== undefined || stored === undefined) return tensor;
  const absmax = Array.from(stored.data, Number).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { ...tensor, absmax };
}
