// Binary cross-entropy of logits so large that the reference, which computes it from probabilities, rounds them to 0
// or 1. Our loss is computed from logits and rounds none, so it may differ by what rounding a probability does, and by
// the reference's limits: a loss of 100, and a gradient divided by at least 1e-12.
import type { GoldenReport } from '@dg-sct/goldens';
import { binaryCrossEntropy } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { has, numbersIn } from '../../run/config.ts';
import { evaluate } from '../../run/evaluate.ts';

/** Half the distance between neighbouring numbers at 1, and the relative tolerance that the manifest states. */
const ARITHMETIC = { f32: { unit: 2 ** -24, relative: 2e-6 }, f64: { unit: 2 ** -53, relative: 1e-6 } };
/** Ours is in float32: a loss with a term of log(1 + e), a gradient of a probability less its target. */
const OWN_ROUNDING = 2 ** -23;
const LARGEST_LOSS = 100;
const SMALLEST_DIVISOR = 1e-12;

export const saturation: EntryKind = {
  what: 'saturated binary cross-entropy',
  scope: 'exact',
  fits: ({ config, tensors }) => has(config, 'logits') && tensors.has('loss.target0.f32'),
  check: async (report) => {
    const logits = numbersIn(report.file.config, 'logits');
    report.compare('logits', logits);
    for (const target of [0, 1]) await checkTarget(report, logits, target);
  },
};

async function checkTarget(report: GoldenReport, logits: readonly number[], target: number): Promise<void> {
  const computed = await evaluate(() => {
    const each = logits.map((logit) => tf.tensor1d([logit]));
    const lossOf = (x: tf.Tensor): tf.Tensor => binaryCrossEntropy(x, tf.fill([1], target)).reshape([1]);
    return { loss: tf.concat(each.map(lossOf)), grad: tf.concat(each.map((x) => tf.grad(lossOf)(x))) };
  });
  const loss = Float64Array.from(computed.get('loss') ?? [], (value) => Math.min(value, LARGEST_LOSS));
  const gradient = Float64Array.from(
    computed.get('grad') ?? [],
    (value, i) => value * damping(logits[i] ?? 0),
  );
  for (const [kind, { unit, relative }] of Object.entries(ARITHMETIC)) {
    /** Of log(1 - p), of which the rounded p may leave nothing; log(p) is as exact as p. */
    const rounding = (i: number): number => {
      const rest = 1 / (1 + Math.exp(logits[i] ?? 0));
      return rest > unit ? unit / rest : Number.POSITIVE_INFINITY;
    };
    report.compareEach(`loss.target${target}.${kind}`, loss, {
      tolerance: (stored, i) =>
        relative * Math.abs(stored) + (target === 0 ? rounding(i) : unit) + OWN_ROUNDING,
    });
    report.compareEach(`grad.target${target}.${kind}`, gradient, {
      tolerance: (stored, i) => relative * Math.abs(stored) + rounding(i) + OWN_ROUNDING,
    });
  }
}

/** The reference multiplies by p (1 - p) and divides by the same, or by the smallest divisor. */
function damping(logit: number): number {
  const p = 1 / (1 + Math.exp(-Math.abs(logit)));
  const rest = Math.exp(-Math.abs(logit)) * p;
  return Math.min(1, (p * rest) / SMALLEST_DIVISOR);
}
