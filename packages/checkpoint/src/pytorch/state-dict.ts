// Finds the state dict in what a checkpoint holds: at the top, under one of the names that trainers give it, or
// where the caller says.
import { CheckpointError } from '../checkpoint-error.ts';
import { PyDict, PyList, PyTuple, type PyValue, StoredTensor } from './values.ts';

/** Where trainers put it; the first that is there counts. */
const USUAL_KEYS = ['state_dict', 'model_state_dict', 'model', 'module', 'net', 'network'];
/** Deepest place that is searched without being told. */
const MAX_DEPTH = 8;

export interface FoundStateDict {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Keys from the top to the state dict. */
  readonly location: readonly string[];
  /** Everything else that was passed on the way or lies in the state dict, by its keys joined with dots. */
  readonly leftOut: readonly string[];
}

/** `wanted` leads there from the top; without it, USUAL_KEYS do. Throws `STATE_DICT_NOT_FOUND`. */
export function findStateDict(top: PyValue, path: string, wanted?: readonly string[]): FoundStateDict {
  const location: string[] = [];
  const leftOut: string[] = [];
  let value: PyValue | undefined = top;
  while (value instanceof PyDict && location.length <= (wanted?.length ?? MAX_DEPTH)) {
    const items: ReadonlyMap<PyValue, PyValue> = new Map(value.pairs);
    const next: string | undefined = wanted ? wanted[location.length] : nextKey(items, path);
    const tensors = new Map<string, StoredTensor>();
    for (const [key, item] of items) {
      if (next === undefined && typeof key === 'string' && item instanceof StoredTensor)
        tensors.set(key, item);
      else if (key !== next) leftOut.push([...location, shown(key)].join('.'));
    }
    if (next === undefined) return { tensors, location, leftOut };
    value = items.get(next);
    location.push(next);
  }
  throw notFound(
    path,
    wanted ? `it has no dict at '${wanted.join("' > '")}'` : 'it holds no dict of named tensors',
  );
}

/** Key of the dict to go on in, or undefined where the items themselves are the state dict. */
function nextKey(items: ReadonlyMap<PyValue, PyValue>, path: string): string | undefined {
  const inner: string[] = [];
  for (const [key, value] of items) {
    if (typeof key === 'string' && value instanceof PyDict && holdsTensors(value)) inner.push(key);
  }
  const usual = USUAL_KEYS.find((key) => inner.includes(key));
  if (usual !== undefined) return usual;
  if ([...items.values()].some((value) => value instanceof StoredTensor)) return undefined;
  const [only, ...others] = inner;
  if (only === undefined) throw notFound(path, 'it holds no dict of named tensors');
  if (others.length === 0) return only;
  throw notFound(
    path,
    `it holds several dicts of tensors, ${quoted(inner)}; name one of them as the stateDict`,
  );
}

/** Whether a tensor is anywhere below. Objects may contain each other, so each is entered once. */
function holdsTensors(dict: PyDict): boolean {
  const seen = new Set<PyValue>();
  const open: PyValue[] = [dict];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value instanceof StoredTensor) return true;
    if (seen.has(value)) continue;
    if (value instanceof PyDict) for (const [, item] of value.pairs) open.push(item);
    else if (value instanceof PyList || value instanceof PyTuple)
      for (const item of value.items) open.push(item);
    else continue;
    seen.add(value);
  }
  return false;
}

const shown = (key: PyValue): string => (typeof key === 'object' ? '(a key that is no text)' : String(key));

const SHOWN_KEYS = 8;
const quoted = (keys: readonly string[]): string =>
  keys
    .slice(0, SHOWN_KEYS)
    .map((key) => `'${key}'`)
    .join(', ') + (keys.length > SHOWN_KEYS ? ', ...' : '');

const notFound = (path: string, problem: string): CheckpointError =>
  new CheckpointError('STATE_DICT_NOT_FOUND', `Cannot read '${path}': ${problem}.`, { path });
