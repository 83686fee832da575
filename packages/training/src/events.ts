// What a run tells whoever watches it: progress, never words for a person.
import type { SkippedCheckpoint } from './find-checkpoint.ts';
import type { LossTerms } from './loss-meter.ts';
import type { EpochRecord } from './run-state.ts';

export type TrainingEvent =
  | {
      /** The run goes on from a checkpoint; comes before `start`. */
      readonly type: 'resume';
      readonly path: string;
      readonly step: number;
      /** Newer ones that were damaged. */
      readonly skipped: readonly SkippedCheckpoint[];
      /** Sentences such as `node was 20.19.0 and is 22.1.0`: the last bits of results may differ. */
      readonly versionChanges: readonly string[];
    }
  | {
      readonly type: 'start';
      readonly epoch: number;
      readonly epochs: number;
      readonly step: number;
      /** Numbers that training changes. */
      readonly trainableParameters: number;
    }
  | {
      /** An optimizer step was taken. */
      readonly type: 'step';
      readonly epoch: number;
      /** Batches of this epoch done. */
      readonly batch: number;
      readonly step: number;
      readonly learningRate: number;
      /** Terms of the batches of this step, averaged over their clips. */
      readonly losses: LossTerms;
      readonly clips: number;
      /** Of the whole step; `waitSeconds` of it waiting for data. */
      readonly seconds: number;
      readonly waitSeconds: number;
      /** Of the process: its resident set. */
      readonly memoryBytes: number;
    }
  | { readonly type: 'evaluation'; readonly epoch: number; readonly batch: number; readonly clips: number }
  | {
      readonly type: 'epoch';
      readonly record: EpochRecord;
      /** It is the best so far. */
      readonly improved: boolean;
    }
  | { readonly type: 'checkpoint'; readonly which: 'best' | 'last'; readonly path: string };
