// What the reports show, as plain objects: nothing here knows how a number was
// made, and the pages can be drawn from made-up data.
import type { Picture } from '@dg-sct/media';
import type { AveSegment } from '@dg-sct/task-ave';

/** The answer for one video; also what `dgsct predict --json` prints. */
export interface Prediction {
  /** The file, as the user named it. */
  readonly video: string;
  /** Of the file, in seconds. */
  readonly duration: number;
  /** In order, without gaps, in seconds since the video's start; the last one may be shorter than the others. */
  readonly segments: readonly AveSegment[];
}

/** How one stage's tokens are weighed: a grid of weights that sum to 1, row-major. */
export interface AttentionMap {
  /** `[rows * columns]`. */
  readonly weights: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** The picture that stood for a segment. */
export interface SegmentView {
  readonly thumbnail: Picture<Uint8Array>;
  /** Spatial attention over `thumbnail`; absent for a model without cross-modal layers. */
  readonly attention?: AttentionMap;
}

/** Log-mel power of the segments of one window, for the eye. */
export interface Spectrogram {
  /** Decibels, `[frames, mels]`, row-major. */
  readonly decibels: Float32Array;
  readonly frames: number;
  readonly mels: number;
}

/** One window of up to ten segments, with what the model saw and heard. */
export interface WindowView {
  /** Seconds since the video's start. */
  readonly start: number;
  /** One per reported segment of the window. */
  readonly segments: readonly SegmentView[];
  readonly spectrogram: Spectrogram;
}

/** Everything that the page of one video shows. */
export interface PredictionView {
  readonly prediction: Prediction;
  /** From the video's start on; the last windows of a long video may be left out. */
  readonly windows: readonly WindowView[];
  /** The labelled event of every segment, where labels are known. */
  readonly truth?: readonly string[];
}

/** One epoch of a training run. */
export interface EpochPoint {
  /** 1, 2, ... */
  readonly epoch: number;
  /** Mean training loss. */
  readonly loss: number;
  /** Validation accuracy in percent. */
  readonly accuracy: number;
  /** Test accuracy in percent, where it was measured after this epoch. */
  readonly testAccuracy?: number;
}

export interface LearningCurve {
  readonly epochs: readonly EpochPoint[];
}

/** Accuracy on the seconds of one class in the test split. */
export interface ClassAccuracy {
  readonly name: string;
  /** Event seconds of the class. */
  readonly seconds: number;
  /** Percent of them that the model named right. */
  readonly dgsct: number;
  readonly frozen: number;
}

/** The file `summary.json` of the demo. */
export interface DemoSummary {
  /** Rendered clips, all splits together. */
  readonly clips: number;
  /** Event classes, background not counted. */
  readonly classes: number;
  /** Wall-clock seconds of each phase, in order. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Numbers that training changes in the cross-modal layers and the head together, and in the head alone. */
  readonly trainableParameters: number;
  readonly headParameters: number;
  /** Percent of test seconds; `majority` always answers the most frequent label. */
  readonly accuracy: { readonly majority: number; readonly frozen: number; readonly dgsct: number };
  readonly seeds: readonly number[];
}

/** Everything that the demo's page shows. */
export interface DemoView {
  readonly summary: DemoSummary;
  readonly curves: { readonly dgsct: LearningCurve; readonly frozen: LearningCurve };
  readonly perClass: readonly ClassAccuracy[];
  /** Such as `['CPU', '2 x ...']`, in the order shown. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** A clip of the test split. */
  readonly prediction: PredictionView;
}
