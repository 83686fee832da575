// Names of one model as several libraries write them: tables of substitutions that lead to the module's own names,
// and the choice of the table that a file was written by. Which models there are is not known here.
import { CheckpointError } from './checkpoint-error.ts';
import { matchStateDict } from './match.ts';
import type { MatchReport } from './match-report.ts';
import { type PartOfKey, renameKeys, type Shapes } from './rename.ts';

/** One substitution in a key, as `String.replace` makes it. */
export interface NameRule {
  readonly from: RegExp;
  readonly to: string | ((match: string, ...groups: string[]) => string);
  /** The tensor holds only some rows of the one called so: its place among the parts, and how many there are. */
  readonly part?: readonly [place: number, parts: number];
}

/** How one library writes a model's state dict. */
export interface Naming {
  /** For a person, such as `timm 1.x`. */
  readonly name: string;
  /** Where the model sits in the library's files, if they hold other things too. */
  readonly prefix?: string;
  /** Applied one after the other; a key that none of them changes keeps its name. */
  readonly rules?: readonly NameRule[];
  /** A file is this library's only if some key matches; for namings that differ in what they hold. */
  readonly sign?: RegExp;
}

/** All that is known of the names of a model's tensors. Patterns are of the module's names. */
export interface ModelNames {
  /** Of two that fit a file equally well the first counts. */
  readonly namings: readonly Naming[];
  /** Never read: tables that follow from the model's sizes, and what takes no part in it. */
  readonly unused: readonly RegExp[];
  /** Read where both sides have them. */
  readonly optional: readonly RegExp[];
}

/** What a module that a file might hold wants. */
export interface Wanted {
  /** Module key to shape. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** A file read in one naming, as what it would be then. */
export interface NamedMatch<W extends Wanted> {
  readonly naming: Naming;
  readonly wanted: W;
  readonly report: MatchReport;
}

/** Put before all keys by PyTorch's wrapper for several devices. */
const WRAPPERS = ['', 'module.'];

/**
 * The naming under which a file fits best, with everything that does not fit. `want` is asked once for each naming what
 * module the file would hold, given the shapes by the module's names; without an answer the naming is left out.
 */
export function bestNaming<W extends Wanted>(
  names: ModelNames,
  found: Shapes,
  want: (shapes: ReadonlyMap<string, readonly number[]>) => W | undefined,
): NamedMatch<W> | undefined {
  return names.namings
    .flatMap((naming) => WRAPPERS.map((wrapper) => matchNaming(names, naming, wrapper, found, want)))
    .filter((match) => match !== undefined)
    .reduce<NamedMatch<W> | undefined>(
      (best, match) => (best === undefined || fitness(match.report) > fitness(best.report) ? match : best),
      undefined,
    );
}

/** Keys that fit less those that do not. */
export const fitness = ({ matched, missing, unexpected, wrongShape }: MatchReport): number =>
  matched.size - missing.length - unexpected.length - wrongShape.length;

function matchNaming<W extends Wanted>(
  names: ModelNames,
  naming: Naming,
  wrapper: string,
  found: Shapes,
  want: (shapes: ReadonlyMap<string, readonly number[]>) => W | undefined,
): NamedMatch<W> | undefined {
  const { sign } = naming;
  if (sign !== undefined && ![...found.keys()].some((key) => key.search(sign) >= 0)) return undefined;
  const { unused, optional } = names;
  const rename = { prefix: wrapper + (naming.prefix ?? ''), rename: renamer(naming.rules ?? []) };
  const options = { ...rename, ignore: unused, optional: [...unused, ...optional] };
  try {
    const { renamed } = renameKeys(found, rename);
    const shapes = [...renamed].flatMap(([key, { shape }]) =>
      shape === undefined ? [] : [[key, shape] as const],
    );
    const wanted = want(new Map(shapes));
    if (wanted === undefined) return undefined;
    return { naming, wanted, report: matchStateDict(wanted.shapes, found, options) };
  } catch (error) {
    // The file has two keys for one name: this is not its naming.
    if (error instanceof CheckpointError && error.code === 'RENAME_COLLISION') return undefined;
    throw error;
  }
}

function renamer(rules: readonly NameRule[]): (key: string) => string | PartOfKey {
  return (given) => {
    let key = given;
    let place: readonly [number, number] | undefined;
    for (const { from, to, part } of rules) {
      if (key.search(from) < 0) continue;
      key = typeof to === 'string' ? key.replace(from, to) : key.replace(from, to);
      place = part ?? place;
    }
    return place === undefined ? key : { key, part: place[0], parts: place[1] };
  };
}
