// Public surface of @dg-sct/task.
export { Accuracy } from './accuracy.ts';
export { byClip } from './by-clip.ts';
export { type ConformanceSample, checkTaskHead } from './conformance/check-task-head.ts';
export { TaskError, type TaskErrorCode } from './errors.ts';
export {
  type HostArray,
  type HostArrays,
  hostArray,
  indexOfLargest,
  row,
  softmax,
  toHostArrays,
} from './host-arrays.ts';
export {
  binaryCrossEntropy,
  boundedBinaryCrossEntropy,
  crossEntropy,
  type ProbabilityBounds,
} from './losses.ts';
export {
  registerTask,
  requireSizes,
  type TaskDefinition,
  type TaskSettings,
  taskByName,
  taskNames,
} from './registry.ts';
export {
  type DualFeatures,
  type Losses,
  type MetricAccumulator,
  type Outputs,
  type Targets,
  TaskHead,
} from './task-head.ts';
