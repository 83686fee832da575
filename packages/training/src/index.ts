// Public surface of @dg-sct/training: the training loop and its files. It knows nothing of the terminal.
export type { Accumulation } from './accumulation.ts';
export { type Batch, batchIndices, type Tensors, tensorNamed, toTensors } from './batch.ts';
export { TrainingError, type TrainingErrorCode } from './errors.ts';
export { type EvaluationOptions, type EvaluationReport, Evaluator, evaluate } from './evaluate.ts';
export type { TrainingEvent } from './events.ts';
export { type FoundCheckpoint, findCheckpoint, type SkippedCheckpoint } from './find-checkpoint.ts';
export { type LossTerms, totalLoss } from './loss-meter.ts';
export { manifestHash } from './manifest-hash.ts';
export type { PlannedMemory } from './memory-plan.ts';
export type { MetricsRecord } from './metrics-record.ts';
export { type LoadOptions, loadModule, readStateDict, saveModule } from './module-file.ts';
export type { Objective } from './objective.ts';
export { type ModuleCount, parameterTable } from './parameter-table.ts';
export { type PlanOptions, planRun, type RunPlan } from './plan.ts';
export { hasCheckpoint, loadCheckpoint, readState, type SavedWeights } from './run-checkpoint.ts';
export type { EpochRecord, RunState } from './run-state.ts';
export { train } from './train.ts';
export type { DataPosition, TrainOptions, TrainResult } from './train-options.ts';
