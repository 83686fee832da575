// The element types of safetensors, their sizes and the typed arrays that hold them on the host.
// Half precision stays raw bits here; `toFloat32` in host-tensor.ts decodes it.

/** Typed array of each element type. F16 and BF16 are raw bits, BOOL is one byte of 0 or 1. */
export interface DtypeArrays {
  F64: Float64Array;
  F32: Float32Array;
  F16: Uint16Array;
  BF16: Uint16Array;
  I64: BigInt64Array;
  I32: Int32Array;
  I16: Int16Array;
  I8: Int8Array;
  U64: BigUint64Array;
  U32: Uint32Array;
  U16: Uint16Array;
  U8: Uint8Array;
  BOOL: Uint8Array;
}

export type Dtype = keyof DtypeArrays;
export type TypedArray = DtypeArrays[Dtype];

interface TypedArrayConstructor<A extends TypedArray> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): A;
}

const constructors: { readonly [D in Dtype]: TypedArrayConstructor<DtypeArrays[D]> } = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U64: BigUint64Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
};

export const isDtype = (value: unknown): value is Dtype =>
  typeof value === 'string' && Object.hasOwn(constructors, value);

/** Bytes of one element. */
export const dtypeBytes = (dtype: Dtype): number => constructors[dtype].BYTES_PER_ELEMENT;

/** A zeroed array for `length` elements. */
export const allocate = <D extends Dtype>(dtype: D, length: number): DtypeArrays[D] =>
  new constructors[dtype](length);

/** Whether `data` is the kind of array that `dtype` asks for; a Buffer counts as the Uint8Array it is. */
export const holds = (dtype: Dtype, data: TypedArray): boolean =>
  data[Symbol.toStringTag] === constructors[dtype].name;
