// Finds the state dict in what a checkpoint holds: under the names that trainers give it, at the top, or where the
// caller says. Each dict is looked at once, however often others refer to it.
import { CheckpointError } from '../checkpoint-error.ts';
import { PyDict, type PyValue, StoredTensor } from './values.ts';

/** Where trainers put it; the first that is there counts. */
const USUAL_KEYS = ['state_dict', 'model_state_dict', 'model', 'module', 'net', 'network'];
/** Dicts in dicts that are searched. */
const MAX_DEPTH = 8;

export interface FoundStateDict {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Keys from the top to the state dict. */
  readonly location: readonly string[];
  /** Everything else that was passed on the way or lies in the state dict, by its keys joined with dots. */
  readonly leftOut: readonly string[];
}

type Items = ReadonlyMap<PyValue, PyValue>;

/** `wanted` leads there from the top; without it, it is searched for. Throws `STATE_DICT_NOT_FOUND`. */
export function findStateDict(top: PyValue, path: string, wanted?: readonly string[]): FoundStateDict {
  const location = wanted ?? choose(placesOfTensors(top), path);
  const leftOut: string[] = [];
  let value: PyValue | undefined = top;
  for (const [depth, next] of location.entries()) {
    const items: Items = itemsOf(value);
    for (const key of items.keys()) if (key !== next) leftOut.push(nameOf(location.slice(0, depth), key));
    value = items.get(next);
  }
  if (!(value instanceof PyDict)) throw notFound(path, `it has no dict at ${quote(location.join("' > '"))}`);
  const tensors = new Map<string, StoredTensor>();
  for (const [key, item] of itemsOf(value)) {
    if (typeof key === 'string' && item instanceof StoredTensor) tensors.set(key, item);
    else leftOut.push(nameOf(location, key));
  }
  return { tensors, location, leftOut };
}

/** Keys to every dict that holds a tensor itself, the shallowest first. */
function placesOfTensors(top: PyValue): (readonly string[])[] {
  const places: (readonly string[])[] = [];
  const queue: { readonly dict: PyValue; readonly keys: readonly string[] }[] = [{ dict: top, keys: [] }];
  const seen = new Set<PyValue>([top]);
  for (const { dict, keys } of queue) {
    const named = [...itemsOf(dict)].filter(([key]) => typeof key === 'string') as [string, PyValue][];
    if (named.some(([, item]) => item instanceof StoredTensor)) places.push(keys);
    for (const [key, item] of named) {
      if (!(item instanceof PyDict) || seen.has(item) || keys.length === MAX_DEPTH) continue;
      seen.add(item);
      queue.push({ dict: item, keys: [...keys, key] });
    }
  }
  return places;
}

function choose(places: readonly (readonly string[])[], path: string): readonly string[] {
  const usual = places
    .filter((keys) => keys.length > 0 && keys.every((key) => USUAL_KEYS.includes(key)))
    .sort(byUsualKeys)
    .at(0);
  if (usual !== undefined) return usual;
  const [first, ...others] = places;
  if (first === undefined) throw notFound(path, 'it holds no dict of named tensors');
  if (others.every((keys) => first.every((key, i) => keys[i] === key))) return first;
  const shown = places.slice(0, SHOWN_PLACES).map((keys) => quote(keys.join("' > '")));
  const list = `${shown.join(', ')}${places.length > SHOWN_PLACES ? ', ...' : ''}`;
  throw notFound(path, `it holds several dicts of tensors, ${list}; name one of them as the stateDict`);
}

/** Key by key in the order of USUAL_KEYS, and what is inside of another before it. */
function byUsualKeys(a: readonly string[], b: readonly string[]): number {
  const i = a.findIndex((key, depth) => key !== b[depth]);
  if (i < 0) return b.length - a.length;
  const [x, y] = [a[i], b[i]].map((key) => (key === undefined ? USUAL_KEYS.length : USUAL_KEYS.indexOf(key)));
  return (x ?? 0) - (y ?? 0);
}

const itemsOf = (value: PyValue | undefined): Items => new Map(value instanceof PyDict ? value.pairs : []);

const nameOf = (keys: readonly string[], key: PyValue): string =>
  [...keys, typeof key === 'object' ? '(a key that is no text)' : String(key)].join('.');

const SHOWN_PLACES = 8;

const quote = (text: string): string => `'${text}'`;

const notFound = (path: string, problem: string): CheckpointError =>
  new CheckpointError('STATE_DICT_NOT_FOUND', `Cannot read '${path}': ${problem}.`, { path });
