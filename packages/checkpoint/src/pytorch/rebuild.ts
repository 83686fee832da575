// From the arguments that PyTorch pickles for a storage or a tensor to a description of it. Only types are checked
// here; whether a tensor fits its storage is the business of tensor-view.ts.
import { dtypeBytes } from '../dtype.ts';
import { PyDict, PyGlobal, PyList, PyTuple, type PyValue, Storage, StoredTensor } from './values.ts';

/** Arguments that PyTorch does not write. The unpickler adds where it happened. */
export class BadArguments extends Error {}

/**
 * `('storage', type, key, location, count)`, as a persistent id. The old format appends a view of the storage, which
 * is None in files of PyTorch 0.4 and later.
 */
export function storageOf(id: PyValue): Storage {
  if (!(id instanceof PyTuple)) throw new BadArguments();
  const [kind, type, key, , count, view = null] = id.items;
  if (kind !== 'storage' || !(type instanceof PyGlobal) || typeof key !== 'string' || view !== null) {
    throw new BadArguments();
  }
  if (type.dtype === undefined && type.name !== 'torch.storage.UntypedStorage') throw new BadArguments();
  return new Storage(
    key,
    type.dtype,
    sizeOf(count) * (type.dtype === undefined ? 1 : dtypeBytes(type.dtype)),
  );
}

/** `args` begin with storage, offset, size and stride. */
export function rebuildTensor(
  [storage, offset, shape, strides]: readonly PyValue[],
  { dtype, metadata }: { dtype?: PyValue | undefined; metadata?: PyValue | undefined } = {},
): StoredTensor {
  if (!(storage instanceof Storage)) throw new BadArguments();
  const type = dtype instanceof PyGlobal ? dtype.dtype : storage.dtype;
  if (type === undefined) throw new BadArguments();
  // Metadata marks values as negated or conjugated when they are read, which state dicts are not.
  if (metadata instanceof PyDict ? metadata.pairs.length > 0 : (metadata ?? null) !== null) {
    throw new BadArguments();
  }
  return new StoredTensor(storage, type, sizeOf(offset), integers(shape), integers(strides));
}

const sizeOf = (value: PyValue | undefined): number => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new BadArguments();
  return value;
};

/** The whole numbers in a tuple or list. */
export const integers = (value: PyValue | undefined): number[] => {
  if (value instanceof PyTuple || value instanceof PyList) return value.items.map(sizeOf);
  throw new BadArguments();
};

/** A tuple or list of two. */
export function pairOf(value: PyValue): readonly [PyValue, PyValue] {
  const items = value instanceof PyTuple || value instanceof PyList ? value.items : [];
  const [first, second] = items;
  if (first === undefined || second === undefined || items.length > 2) throw new BadArguments();
  return [first, second];
}
