// The numbers by which ONNX names element types, in tensors and as what a cast makes.
import type { ElementType } from '../value.ts';

export const ONNX_TYPE: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  uint32: 12,
  float64: 11,
};
