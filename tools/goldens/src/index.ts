// Public surface of @dg-sct/goldens: numbers from runs of the reference, and how a test compares a module with them.
export {
  type ComparisonResult,
  compareGolden,
  type ElementRule,
  type Numbers,
  type PassedBy,
} from './compare.ts';
export { fill, uniform } from './fill.ts';
export { type FillOptions, fillModule, isComputed } from './fill-module.ts';
export { type GoldenFile, type GoldenPart, openGolden, openGoldenFolder } from './golden.ts';
export { GoldensError, type GoldensErrorCode } from './goldens-error.ts';
export { goldenCotangent, goldenInput, type HostArray } from './input.ts';
export type { Json } from './json.ts';
export { list, number, object, text } from './json.ts';
export { type GoldenCase, type GoldenEntry, namesIn } from './manifest.ts';
export type { Cotangent } from './manifest-cotangents.ts';
export type { Chirp, GoldenInput } from './manifest-inputs.ts';
export { type GoldenTensor, parseShape, type TensorKind } from './manifest-tensors.ts';
export { GoldenReport } from './report.ts';
export type { Scope, Tolerances } from './tolerance.ts';
