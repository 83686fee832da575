// What a pickle of a checkpoint can hold, as plain data. Python objects that are not listed here do not come to be.
import type { Dtype } from '../dtype.ts';

export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PyTuple
  | PyList
  | PyDict
  | PyGlobal
  | Opaque
  | Storage
  | StoredTensor;

export class PyTuple {
  constructor(readonly items: readonly PyValue[]) {}
}

export class PyList {
  readonly items: PyValue[] = [];
}

/** A dict or OrderedDict, as the pairs that were set; of a repeated key the last counts. */
export class PyDict {
  readonly pairs: (readonly [key: PyValue, value: PyValue])[] = [];
}

/** A name that the pickle imports and that is on the list: a function of this package, a dtype or a storage type. */
export class PyGlobal {
  readonly call: ((args: readonly PyValue[]) => PyValue) | undefined;
  readonly dtype: Dtype | undefined;

  constructor(
    readonly name: string,
    { call, dtype }: { call?: (args: readonly PyValue[]) => PyValue; dtype?: Dtype } = {},
  ) {
    this.call = call;
    this.dtype = dtype;
  }
}

/** Stands for a class that is not on the list and for its objects. It holds nothing and does nothing. */
export class Opaque {}

/** A run of bytes outside the pickle. */
export class Storage {
  constructor(
    readonly key: string,
    /** Absent where the tensors tell. */
    readonly dtype: Dtype | undefined,
    /** As the pickle declares it. */
    readonly bytes: number,
  ) {}
}

/** A tensor as a view of a storage, not yet checked against it. `offset` and `strides` count elements. */
export class StoredTensor {
  constructor(
    readonly storage: Storage,
    readonly dtype: Dtype,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}
