// Outputs to answers that a person or a program can read.
import { type HostArrays, hostArray, row, softmax } from '@dg-sct/task';

export interface AvqaAnswer {
  readonly answer: string;
  /** Probability, in [0, 1]. */
  readonly confidence: number;
}

export interface AvqaPrediction extends AvqaAnswer {
  /** The most probable answers, best first; the answer itself is the first of them. */
  readonly top: AvqaAnswer[];
  /** How much each segment's picture and sound mattered to the question; each list sums to one. */
  readonly attention: { readonly visual: number[]; readonly audio: number[] };
}

const TOP = 5;

/** One answer for each clip. @param answers names in the order of their class index */
export function decodeAvqa(outputs: HostArrays, answers: readonly string[]): AvqaPrediction[] {
  const [clips = 0] = hostArray(outputs, 'answers').shape;
  return Array.from({ length: clips }, (_, clip) => {
    const ranked = softmax(row(outputs, 'answers', clip))
      .map((confidence, index): AvqaAnswer => ({ answer: answers[index] ?? '', confidence }))
      .sort((a, b) => b.confidence - a.confidence);
    const [best = { answer: '', confidence: 0 }] = ranked;
    const attention = {
      visual: row(outputs, 'visualAttention', clip),
      audio: row(outputs, 'audioAttention', clip),
    };
    return { ...best, top: ranked.slice(0, TOP), attention };
  });
}
