// A module's state dict as a safetensors file, with PyTorch's names and types:
// float32 as F32, int32 counters and index tables as I64.
import {
  assertMatch,
  bestNaming,
  type HostTensor,
  joinRows,
  type MatchOptions,
  type MatchReport,
  type Metadata,
  type ModelNames,
  matchStateDict,
  openCheckpoint,
  toFloat32,
  writeSafetensors,
} from '@dg-sct/checkpoint';
import type { Module, Parameter } from '@dg-sct/nn';
import { TrainingError } from './errors.ts';

export type StateDict = ReadonlyMap<string, HostTensor>;

/** Values of the parameters and buffers that pass the test, in host memory. */
export async function readStateDict(
  module: Module,
  include: (name: string, parameter: Parameter) => boolean = () => true,
): Promise<StateDict> {
  const tensors = new Map<string, HostTensor>();
  for (const [name, parameter] of module.namedParameters()) {
    if (include(name, parameter)) tensors.set(name, await hostTensor(parameter));
  }
  return tensors;
}

async function hostTensor(parameter: Parameter): Promise<HostTensor> {
  const data = await parameter.read();
  const { shape } = parameter;
  return data instanceof Float32Array
    ? { dtype: 'F32', shape, data }
    : { dtype: 'I64', shape, data: BigInt64Array.from(data, BigInt) };
}

/** Writes all parameters and buffers of a module atomically. Throws CheckpointError. */
export async function saveModule(path: string, module: Module, metadata: Metadata = {}): Promise<void> {
  await writeSafetensors(path, await readStateDict(module), metadata);
}

export interface LoadOptions extends MatchOptions {
  /** What may be absent from the file and keeps the value it has: frozen parameters and buffers, or anything. */
  readonly partial?: 'frozen' | 'any';
  /** All namings that the file may use; the one that fits best takes the place of the other matching options. */
  readonly names?: ModelNames;
}

/**
 * Sets a module's parameters and buffers from a checkpoint of any format that `openCheckpoint` reads. Strict: every name
 * and shape must fit, except what the options allow, and nothing is set before names, shapes and types were compared.
 * Throws CheckpointError (`STATE_DICT_MISMATCH` lists what does not fit) or TrainingError `BAD_CHECKPOINT` for a type that
 * does not fit.
 */
export async function loadModule(
  path: string,
  module: Module,
  options: LoadOptions = {},
): Promise<MatchReport> {
  const parameters = module.namedParameters();
  const file = await openCheckpoint(path);
  try {
    const required = new Map<string, readonly number[]>();
    for (const [name, parameter] of parameters) required.set(name, parameter.shape);
    const { names, partial } = options;
    const named = names && bestNaming(names, file.entries, () => ({ shapes: required }));
    const match = named?.report ?? matchStateDict(required, file.entries, options);
    const report = withoutAbsent(match, parameters, partial);
    assertMatch(report, path);
    for (const [name, keys] of report.matched) {
      const parameter = parameters.get(name);
      for (const key of keys) {
        if (parameter !== undefined) checkType(name, parameter, file.entries.get(key)?.dtype, path);
      }
    }
    for (const [name, keys] of report.matched) {
      const tensor = joinRows(await Promise.all(keys.map((key) => file.read(key))));
      parameters.get(name)?.set(valuesOf(name, tensor, path));
    }
    return report;
  } finally {
    await file.close();
  }
}

function withoutAbsent(
  report: MatchReport,
  parameters: ReadonlyMap<string, Parameter>,
  partial: LoadOptions['partial'],
): MatchReport {
  if (partial === undefined) return report;
  const mayLack = (name: string): boolean => partial === 'any' || parameters.get(name)?.trainable === false;
  return {
    ...report,
    missing: report.missing.filter((name) => !mayLack(name)),
    absent: [...report.absent, ...report.missing.filter(mayLack)],
  };
}

const INTEGERS: readonly unknown[] = ['I64', 'I32'];
const FLOATS: readonly unknown[] = ['F64', 'F32', 'F16', 'BF16'];

function checkType(name: string, { dtype }: Parameter, found: unknown, path: string): void {
  if ((dtype === 'int32' ? INTEGERS : FLOATS).includes(found)) return;
  throw new TrainingError(
    'BAD_CHECKPOINT',
    `'${path}' stores ${name} as ${found}, but the model wants ${dtype}.`,
  );
}

function valuesOf(name: string, tensor: HostTensor, path: string): Float32Array | Int32Array {
  if (tensor.dtype === 'I32') return tensor.data;
  if (tensor.dtype !== 'I64') return toFloat32(tensor);
  const narrow = Int32Array.from(tensor.data, Number);
  if (tensor.data.every((value, index) => value === BigInt(narrow[index] ?? 0))) return narrow;
  throw new TrainingError('BAD_CHECKPOINT', `'${path}' holds a value in ${name} that does not fit 32 bits.`);
}
