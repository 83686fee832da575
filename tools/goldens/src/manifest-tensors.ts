// The tensors that a manifest's entry lists: shape, tolerance, and how much of each is stored. Not their values.
import { type Json, number, object, text } from './json.ts';

/** What a stored tensor is, which decides the floor of its tolerance. Inputs are given, not compared. */
export type TensorKind =
  | 'input'
  | 'output'
  | 'metric'
  | 'gradient'
  | 'gradient norm'
  | 'statistic'
  | 'parameter';

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

/** Fields of an entry that list tensors: an array with keys, or an object by key. */
const LISTS = [
  'tensors',
  'outputs',
  'intermediates',
  'grads_cotangent',
  'grads_of_loss',
  'updated_running_stats',
] as const;

/** By key. Throws `BAD_MANIFEST`. */
export function parseTensors(raw: Json, where: string): ReadonlyMap<string, GoldenTensor> {
  const steps = object(raw.train_steps ?? {}, `train_steps of ${where}`);
  const lists = [...LISTS.map((field) => raw[field]), steps.after];
  const inputs = storedInputs(raw);
  const listed = lists.flatMap((items) =>
    linesOf(items).map((line) => parseTensor(line, raw, inputs, where)),
  );
  const single = singleLines(raw, steps).map(({ line, owner }) =>
    parseTensor({ name: undefined, line }, owner, inputs, where),
  );
  return new Map([...listed, ...single].map((tensor) => [tensor.key, tensor]));
}

/** Tensors that stand alone: losses, and the one output of each case, which says its tolerance for it. */
function singleLines(raw: Json, steps: Json): { line: Json; owner: Json }[] {
  const losses = [raw.loss, raw.losses, steps.loss_before_each_step].map((line) => ({ line, owner: raw }));
  const outputs = Object.values(raw).map((owner) => ({
    line: (owner as Json | null)?.output,
    owner: owner as Json,
  }));
  return [...losses, ...outputs].filter(
    (found): found is { line: Json; owner: Json } =>
      typeof found.line === 'object' && found.line !== null && 'key' in found.line,
  );
}

interface Line {
  readonly name: unknown;
  readonly line: Json;
}

function linesOf(items: unknown): Line[] {
  if (Array.isArray(items)) return items.map((item) => ({ name: undefined, line: object(item, 'a tensor') }));
  if (typeof items !== 'object' || items === null) return [];
  // Beside tensors such an object may hold remarks, which have no shape.
  return Object.entries(items).flatMap(([name, item]) =>
    typeof item === 'object' && item !== null && 'shape' in item ? [{ name, line: item as Json }] : [],
  );
}

/** Keys under which the file itself holds inputs. */
function storedInputs({ inputs }: Json): ReadonlySet<unknown> {
  const described = Array.isArray(inputs) ? inputs : [];
  return new Set(described.flatMap((input: Json) => [input.key ?? input.stored ?? []].flat()));
}

function parseTensor(
  { name, line }: Line,
  entry: Json,
  inputs: ReadonlySet<unknown>,
  where: string,
): GoldenTensor {
  const key = text(line.key ?? line.file_key ?? name, `key in ${where}`);
  const atol =
    toleranceOf(line) ?? toleranceOf(entry) ?? toleranceOfGroup(entry, key) ?? toleranceInWords(entry, key);
  const exact = line.exact === true || atol === undefined;
  const stride = line.stride ?? line.sampled_every ?? 1;
  return {
    key,
    shape: parseShape(line.shape, `${key} of ${where}`),
    kind: inputs.has(key) ? 'input' : kindOf(key),
    exact,
    atol: exact ? 0 : atol,
    stride: number(stride, `stride of ${key}`),
    ...statistic(line, 'mean'),
    ...statistic(line, 'std'),
    ...statistic(line, 'absmax'),
    ...statistic(line, 'sum'),
  };
}

/** A number, also where it is written as text; words such as "exact" are none. */
function toleranceOf(line: Json): number | undefined {
  const value = line.atol ?? line.tolerance_abs ?? line.tol ?? line.tolerance;
  const tolerance = typeof value === 'string' ? Number(value) : value;
  return typeof tolerance === 'number' && Number.isFinite(tolerance) ? tolerance : undefined;
}

/** Some entries have one for all keys that begin alike: `{ loss64: 1e-6 }` holds for `loss64.total`. */
function toleranceOfGroup({ tolerance_abs: groups }: Json, key: string): number | undefined {
  if (typeof groups !== 'object' || groups === null) return undefined;
  return toleranceOf({ tol: (groups as Json)[key.split('.')[0] ?? ''] });
}

/** `a, b: 1e-5 absolute; c: 1e-7` gives tolerances by the last word of a key. */
function toleranceInWords({ tolerance }: Json, key: string): number | undefined {
  if (typeof tolerance !== 'string') return undefined;
  const last = key.slice(key.lastIndexOf('.') + 1);
  for (const clause of tolerance.split(';')) {
    const [, names, value] = /^\s*([\w, ]+): ([\d.e-]+)(?: absolute)?\s*$/.exec(clause) ?? [];
    if (names?.split(/, */).includes(last)) return Number(value);
  }
  return undefined;
}

const statistic = (line: Json, name: 'mean' | 'std' | 'absmax' | 'sum') =>
  typeof line[name] === 'number' ? { [name]: line[name] } : {};

/** All manifests mark the kind in the key, some after the name of a case. */
export function kindOf(key: string): TensorKind {
  if (/^(in|fixture)\./.test(key)) return 'input';
  if (/(^|[._])(loss)?grad[.:_]/.test(key))
    return key.startsWith('grad_l2_norm') ? 'gradient norm' : 'gradient';
  if (/^(buf\.|after[.:]|stat\.|bn0\.)/.test(key)) return 'statistic';
  if (/^(final|param|delta)\./.test(key)) return 'parameter';
  return /(^|[._])accuracy$/.test(key) ? 'metric' : 'output';
}

export function parseShape(value: unknown, where: string): number[] {
  const sizes = Array.isArray(value) ? value : [value];
  return sizes.map((size) => number(size, `shape of ${where}`));
}
