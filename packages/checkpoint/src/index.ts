// Public surface of @dg-sct/checkpoint: tensors on disk and back. It knows nothing of models or of any tensor library.
export { syncFolder, writeFileAtomic } from './atomic-file.ts';
export { CheckpointError, type CheckpointErrorCode } from './checkpoint-error.ts';
export type { CheckpointFile, CheckpointFormat, TensorInfo } from './checkpoint-file.ts';
export type { Dtype, DtypeArrays, TypedArray } from './dtype.ts';
export { writeProblem } from './file-error.ts';
export { firstSize } from './first-size.ts';
export { type HostTensor, joinRows, toFloat32 } from './host-tensor.ts';
export { listItems } from './list-items.ts';
export { assertMatch, type MatchOptions, matchStateDict } from './match.ts';
export type { MatchReport, ShapeMismatch } from './match-report.ts';
export {
  bestNaming,
  fitness,
  type ModelNames,
  type NamedMatch,
  type NameRule,
  type Naming,
  type Wanted,
} from './naming.ts';
export { openCheckpoint } from './open-checkpoint.ts';
export type { PytorchOptions } from './pytorch/stored-state-dict.ts';
export { readable, shown } from './readable.ts';
export type { PartOfKey, Shapes } from './rename.ts';
export type { Metadata, SafetensorsEntry, SafetensorsHeader } from './safetensors-header.ts';
export {
  openSafetensors,
  readSafetensors,
  readSafetensorsSync,
  type SafetensorsContent,
  type SafetensorsFile,
} from './safetensors-read.ts';
export { type LazyTensor, writeSafetensors } from './safetensors-write.ts';
export { sha256File } from './sha256.ts';
export { openShardedSafetensors } from './sharded-safetensors.ts';
export { type Stripped, stripPrefix, withNames } from './strip-prefix.ts';
