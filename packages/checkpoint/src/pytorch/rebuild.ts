// From the arguments that PyTorch pickles for a storage or a tensor to a description of it. Only types are checked
// here; whether a tensor fits its storage is the business of tensor-view.ts.
import { dtypeBytes } from '../dtype.ts';
import { PyDict, PyGlobal, PyList, PyTuple, type PyValue, Storage, StoredTensor } from './values.ts';

/** Arguments that are not read; the message is half a sentence, and the unpickler adds where it happened. */
export class BadArguments extends Error {}

/** `('storage', type, key, location, count)`, as a persistent id; the old format appends None. */
export function storageOf(id: PyValue): Storage {
  const [kind, type, key, , count, view = null] = id instanceof PyTuple ? id.items : [];
  if (kind !== 'storage' || !(type instanceof PyGlobal) || typeof key !== 'string') {
    throw new BadArguments('an object outside the pickle is not a storage');
  }
  if (view !== null)
    throw new BadArguments('a storage is a part of another, as only PyTorch before 0.4 wrote it');
  if (type.dtype === undefined && type.name !== 'torch.storage.UntypedStorage') {
    throw new BadArguments(`${type.name} is no type of storage`);
  }
  return new Storage(
    key,
    type.dtype,
    sizeOf(count) * (type.dtype === undefined ? 1 : dtypeBytes(type.dtype)),
  );
}

/** `args` begin with storage, offset, size and stride. */
export function rebuildTensor(
  [storage, offset, shape, strides]: readonly PyValue[],
  { dtype, metadata = null }: { dtype?: PyValue | undefined; metadata?: PyValue | undefined } = {},
): StoredTensor {
  if (!(storage instanceof Storage)) throw new BadArguments('a tensor has no storage');
  const type = dtype instanceof PyGlobal ? dtype.dtype : storage.dtype;
  if (type === undefined) throw new BadArguments('a tensor has no dtype');
  if (metadata !== null && !(metadata instanceof PyDict && metadata.pairs.length === 0)) {
    throw new BadArguments(
      'a tensor is marked to be negated or conjugated when it is read; save a clone() of it',
    );
  }
  return new StoredTensor(storage, type, sizeOf(offset), integers(shape), integers(strides));
}

const sizeOf = (value: PyValue | undefined): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new BadArguments('a size is not a whole number');
};

/** The whole numbers in a tuple or list. */
export const integers = (value: PyValue | undefined): number[] => {
  if (value instanceof PyTuple || value instanceof PyList) return value.items.map(sizeOf);
  throw new BadArguments('sizes are not in a tuple');
};

/** A tuple or list of two. */
export function pairOf(value: PyValue): readonly [PyValue, PyValue] {
  const items = value instanceof PyTuple || value instanceof PyList ? value.items : [];
  const [first, second] = items;
  if (first === undefined || second === undefined || items.length > 2) {
    throw new BadArguments('an item of an OrderedDict is not a pair');
  }
  return [first, second];
}
