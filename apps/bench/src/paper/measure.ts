// What the published AVE network takes for one clip: a forward pass and a training step, each in a process of its own.
import { measureInChild } from '../child.ts';
import type { Scale } from '../engine/cases/case.ts';

const PROCESS = new URL('./paper-process.js', import.meta.url);

/** What the measured process prints. */
export interface Passes {
  /** With tracing, and opening ONNX Runtime's session. */
  readonly firstSeconds: number;
  /** Median of those after it. */
  readonly seconds: number;
  readonly peakBytes: number;
}

export const PAPER_PASSES = ['forward', 'step'] as const;
export type PaperPass = (typeof PAPER_PASSES)[number];

export interface PaperResult extends Passes {
  readonly name: PaperPass;
}

/** Throws `BenchError`. */
export function measurePaper(name: PaperPass, runs: number, scale: Scale): PaperResult {
  return { name, ...measureInChild<Passes>(PROCESS, [name, `${runs}`, scale]) };
}
