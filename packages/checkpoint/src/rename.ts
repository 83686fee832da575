// Gives the keys of a checkpoint the names that a module uses, and finds the tensors that together make one of the
// module's. It compares nothing.
import { CheckpointError } from './checkpoint-error.ts';

/** Key to tensor or header entry. */
export type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

/** Some of the rows (first axis) of the tensor called `key`. */
export interface PartOfKey {
  readonly key: string;
  /** Place among the parts, from 0. */
  readonly part: number;
  /** How many parts there are. */
  readonly parts: number;
}

export interface RenameOptions {
  /** Where the module sits in the file, such as `'visual.'`. Keys outside it belong to others and are left out. */
  readonly prefix?: string;
  /** New name of a key (prefix already removed), or what it is a part of, or undefined to drop it. */
  readonly rename?: (key: string) => string | PartOfKey | undefined;
  /** Keys (prefixed and renamed) that are treated as if the file did not hold them. */
  readonly ignore?: readonly RegExp[];
}

/** Where a tensor of the module comes from. */
interface Source {
  /** One, or all parts in order. */
  readonly fileKeys: readonly string[];
  /** Of the parts joined; undefined where one is missing or they do not fit together. */
  readonly shape: readonly number[] | undefined;
}

export interface RenamedKeys {
  /** By the module's key, in the file's order. */
  readonly renamed: ReadonlyMap<string, Source>;
  /** File keys that `rename` or `ignore` dropped. */
  readonly ignored: readonly string[];
  /** File keys that do not begin with `prefix`. */
  readonly outside: readonly string[];
}

/** Throws `RENAME_COLLISION` where two keys claim the same name and part. */
export function renameKeys(found: Shapes, { prefix = '', rename, ignore = [] }: RenameOptions): RenamedKeys {
  const claims = new Map<string, Claim[]>();
  const ignored: string[] = [];
  const outside: string[] = [];
  for (const [fileKey, { shape }] of found) {
    if (!fileKey.startsWith(prefix)) {
      outside.push(fileKey);
      continue;
    }
    const local = fileKey.slice(prefix.length);
    const target = rename ? rename(local) : local;
    const { key, part, parts } = typeof target === 'object' ? target : { key: target, part: 0, parts: 1 };
    if (key === undefined || matchesAny(key, ignore)) ignored.push(fileKey);
    else claims.set(key, [...(claims.get(key) ?? []), { fileKey, shape, part, parts }]);
  }
  const renamed = new Map<string, Source>();
  for (const [key, list] of claims) renamed.set(key, sourceOf(key, list));
  return { renamed, ignored, outside };
}

export const matchesAny = (key: string, patterns: readonly RegExp[]): boolean =>
  patterns.some((pattern) => key.search(pattern) >= 0); // unlike test(), search() ignores lastIndex

interface Claim extends Omit<PartOfKey, 'key'> {
  readonly fileKey: string;
  readonly shape: readonly number[];
}

function sourceOf(key: string, claims: readonly Claim[]): Source {
  const sorted = claims.toSorted((a, b) => a.part - b.part);
  for (const [at, claim] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before === undefined || (before.part < claim.part && before.parts === claim.parts)) continue;
    const message = `Keys '${before.fileKey}' and '${claim.fileKey}' of the checkpoint are both renamed to '${key}'.`;
    throw new CheckpointError('RENAME_COLLISION', message);
  }
  const complete = sorted.length === sorted[0]?.parts;
  return {
    fileKeys: sorted.map(({ fileKey }) => fileKey),
    shape: complete ? joinedShape(sorted.map(({ shape }) => shape)) : undefined,
  };
}

/** The shape of tensors one below the other along the first axis; undefined where another axis differs. */
function joinedShape(shapes: readonly (readonly number[])[]): readonly number[] | undefined {
  const [first = [], ...others] = shapes;
  const [, ...columns] = first;
  if (others.length === 0) return first;
  if (shapes.some(([rows, ...rest]) => rows === undefined || `${rest}` !== `${columns}`)) return undefined;
  return [shapes.reduce((sum, [rows = 0]) => sum + rows, 0), ...columns];
}
