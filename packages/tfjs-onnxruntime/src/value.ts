// The graph that tracing builds: values, and the nodes that make them. Pure
// data without an owner; any set of values can be cut out and compiled.

/** Element types of graph values. tfjs sees the first three; the others occur between kernels' own nodes. */
export type ElementType = 'float32' | 'int32' | 'bool' | 'int8' | 'int64' | 'uint32' | 'float64';

export type HostArray =
  | Float32Array
  | Int32Array
  | Uint8Array
  | Int8Array
  | BigInt64Array
  | Uint32Array
  | Float64Array;

const ARRAYS = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
  int8: Int8Array,
  int64: BigInt64Array,
  uint32: Uint32Array,
  float64: Float64Array,
} as const;

/** An array of `size` zeros. */
export function zeros(dtype: ElementType, size: number): HostArray {
  return new ARRAYS[dtype](size);
}

export type AttributeValue = number | string | readonly number[];

/** Float attributes are told apart from integers by their wrapper. */
export interface FloatAttribute {
  readonly float: number;
}

export interface Node {
  readonly op: string;
  /** Of operations beyond ONNX's own. */
  readonly domain?: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: Value[];
  readonly attributes: Readonly<Record<string, AttributeValue | FloatAttribute>>;
  /** Module path where it was traced. */
  readonly scope: string;
  /** The tfjs kernel that it came from. */
  readonly kernel?: string;
  /** Where its results are computed again rather than kept for the gradient. */
  readonly checkpoint?: Checkpoint;
}

/** A part of the graph; gradients may read those results of it that it keeps. */
export interface Checkpoint {
  readonly kept: ReadonlySet<Value>;
}

export interface Value {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** The node that computes it; absent for leaves. */
  readonly node?: Node;
  /** Contents, of a leaf that lives in host memory. */
  readonly data?: HostArray;
  /** Whether nobody else holds the contents, so that they may go elsewhere; false without it. */
  readonly owned?: boolean;
  /** Identity in the runtime's store, of a leaf that lives there (state between calls). */
  readonly cell?: number;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

const ELEMENT_BYTES: Record<ElementType, number> = {
  float32: 4,
  int32: 4,
  bool: 1,
  int8: 1,
  int64: 8,
  uint32: 4,
  float64: 8,
};

export function bytesOf({ dtype, shape }: Pick<Value, 'dtype' | 'shape'>): number {
  return sizeOf(shape) * ELEMENT_BYTES[dtype];
}

/** Whether its result is the memory of its first operand in another shape; no other operation that is emitted is so. */
export const isView = ({ op }: Node): boolean => op === 'Reshape';

/** The operation that waits for its operand (`after`, lowering/order.ts) and reads nothing of it. */
export const WAIT = 'Size';

/** A leaf in host memory. */
export function hostValue(data: HostArray, dtype: ElementType, shape: readonly number[]): Value {
  return { data, dtype, shape };
}
