// The memory of a run from the estimates of its graphs: plain arithmetic.
import type { MemoryEstimate } from '@dg-sct/tfjs-onnxruntime';

/** What ONNX Runtime's arenas hold beyond the tensors that are needed at once, and Node while it works: a share of all else. */
const MARGIN = 0.4;

/** Bytes. */
export interface PlannedMemory {
  /** The process as it is, the network included. */
  readonly process: number;
  /** Weights and optimizer state in the training graph, twice where a step changes them. */
  readonly variables: number;
  readonly constants: number;
  /** One batch, and the results of training that are needed at once. */
  readonly training: number;
  /** The same in the graph that evaluates, which stays open beside it, and its constants. */
  readonly evaluation: number;
  /** Both for the smaller last batch. */
  readonly lastBatch: number;
  /** What comes on top of tensors. */
  readonly margin: number;
  readonly total: number;
  readonly available: number;
  readonly fits: boolean;
  /** Settings with the same clips to a step that fit; absent where the run fits, or no batch size does. */
  readonly instead?: { readonly batchSize: number; readonly accumulation: number };
}

interface Settings {
  readonly batchSize: number;
  readonly accumulation: number;
}

/** @param bytes the process as it is, and what it may use */
export function plannedMemory(
  graphs: { readonly training: MemoryEstimate; readonly evaluation: MemoryEstimate },
  settings: Settings & { readonly lastBatch: number },
  bytes: { readonly process: number; readonly available: number },
): PlannedMemory {
  const { training, evaluation } = graphs;
  const { process, available } = bytes;
  const fixed = process + training.variables + training.constants + evaluation.constants;
  const ofTraining = training.arguments + training.results;
  const ofEvaluation = evaluation.arguments + evaluation.results;
  const perClip = (ofTraining + ofEvaluation) / settings.batchSize;
  const lastBatch = perClip * settings.lastBatch;
  const tensors = fixed + ofTraining + ofEvaluation + lastBatch;
  const total = tensors * (1 + MARGIN);
  const fits = total <= available;
  // A smaller batch may leave as large a last one.
  const room = (available / (1 + MARGIN) - fixed) / (perClip * (settings.lastBatch > 0 ? 2 : 1));
  const instead = fits ? undefined : smallerBatch(settings, room);
  return {
    process,
    variables: training.variables,
    constants: training.constants,
    training: ofTraining,
    evaluation: ofEvaluation + evaluation.constants,
    lastBatch,
    margin: tensors * MARGIN,
    total,
    available,
    fits,
    ...(instead === undefined ? {} : { instead }),
  };
}

/** The largest batch for which there is room, of those that accumulate to as many clips. */
function smallerBatch({ batchSize, accumulation }: Settings, room: number): Settings | undefined {
  for (let parts = 2; parts <= batchSize; parts++) {
    if (batchSize % parts !== 0 || batchSize / parts > room) continue;
    return { batchSize: batchSize / parts, accumulation: accumulation * parts };
  }
  return undefined;
}
