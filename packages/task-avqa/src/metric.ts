// Accuracy of answers, overall and by question type, in the way in which it is
// published: averages are pooled over questions, not means of other figures.
import { type HostArrays, hostArray, indexOfLargest, type MetricAccumulator, row } from '@dg-sct/task';
import { AvqaError } from './errors.ts';
import { AVQA_TYPES } from './published-lists.ts';

/** Stands for the type of a question that is asked once more to fill a batch up, so that it is not counted. */
export const REPEATED_QUESTION = -1;

export interface AccuracyRow {
  /** A type such as `Audio/Counting`, a modality such as `Audio`, or `Overall`. */
  readonly name: string;
  readonly correct: number;
  readonly total: number;
  /** Percent; NaN without questions. */
  readonly accuracy: number;
}

export class AvqaMetric implements MetricAccumulator {
  readonly #counts = AVQA_TYPES.map((name) => ({ name, correct: 0, total: 0 }));

  /**
   * One batch: outputs `answers [B, A]`; targets `answer [B]` and `type [B]`, an index into `AVQA_TYPES`, or
   * `REPEATED_QUESTION` where the question does not count.
   */
  add(outputs: HostArrays, targets: HostArrays): void {
    const types = hostArray(targets, 'type').data;
    hostArray(targets, 'answer').data.forEach((answer, clip) => {
      if (types[clip] === REPEATED_QUESTION) return;
      const answered = indexOfLargest(row(outputs, 'answers', clip));
      this.count(types[clip] ?? Number.NaN, answered === answer);
    });
  }

  /** Counts one answered question. Throws `BAD_INPUT` for an index that is no type's. */
  count(type: number, correct: boolean): void {
    const counts = this.#counts[type];
    if (counts === undefined) {
      throw new AvqaError(
        'BAD_INPUT',
        `a question has the type ${type}; expected an index of the ${AVQA_TYPES.length} question types`,
      );
    }
    counts.total += 1;
    if (correct) counts.correct += 1;
  }

  /** Types, each modality behind its own, and the whole at the end, in published order. */
  table(): AccuracyRow[] {
    const modalities = [...new Set(AVQA_TYPES.map(modalityOf))];
    const rows = modalities.flatMap((modality) => {
      const own = this.#counts.filter(({ name }) => modalityOf(name) === modality);
      return [...own.map((counts) => pooled(counts.name, [counts])), pooled(modality, own)];
    });
    return [...rows, pooled('Overall', this.#counts)];
  }

  /** In percent: `accuracy` over all questions, and by name every type and modality that occurred. */
  result(): Readonly<Record<string, number>> {
    const rows = this.table();
    const occurred = rows.slice(0, -1).filter(({ total }) => total > 0);
    return {
      accuracy: pooled('Overall', this.#counts).accuracy,
      ...Object.fromEntries(occurred.map(({ name, accuracy }) => [name, accuracy])),
    };
  }
}

const modalityOf = (type: string): string => type.slice(0, type.indexOf('/'));

function pooled(
  name: string,
  counts: readonly { readonly correct: number; readonly total: number }[],
): AccuracyRow {
  const correct = counts.reduce((sum, count) => sum + count.correct, 0);
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  return { name, correct, total, accuracy: (100 * correct) / total };
}
