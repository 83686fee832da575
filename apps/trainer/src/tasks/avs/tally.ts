// M_J and M_F, as published and clip by clip; of single sources M_J by category too.
import { type HostArrays, hostArray } from '@dg-sct/task';
import { AvsMetric } from '@dg-sct/task-avs';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import { clipsOf, joinedClips } from '../clip-arrays.ts';
import { ConfusionCounts } from '../confusion.ts';
import type { Measurement, Tally } from '../task.ts';
import type { AvsExample } from './data.ts';

/** Clips of which published values are the mean, in the order of the csv file (spec: task-avs section 6). */
const GROUP = 4;

/** Whatever the batches, groups are of four clips. */
export class AvsTally implements Tally {
  readonly #examples: readonly AvsExample[];
  readonly #all = new AvsMetric();
  readonly #categories = new Map<string, AvsMetric>();
  readonly #confusion = new ConfusionCounts(['silent', 'sounding']);
  #waiting: HostArrays[] = [];
  #clips = 0;

  constructor({ examples }: Pick<PreparedSplit<AvsExample>, 'examples'>) {
    this.#examples = examples;
    const names = examples.flatMap(({ category }) => category ?? []).sort();
    for (const name of names) this.#categories.set(name, new AvsMetric());
  }

  add(outputs: HostArrays, { targets }: { readonly targets: HostArrays }): void {
    const [logits, masks] = [hostArray(outputs, 'logits'), hostArray(targets, 'masks')];
    for (const clip of clipsOf({ logits, masks })) {
      const category = this.#examples[this.#clips]?.category ?? '';
      this.#categories.get(category)?.add(clip, clip);
      this.#countPixels(clip);
      this.#clips += 1;
      this.#waiting.push(clip);
      if (this.#waiting.length === GROUP) this.#close();
    }
  }

  result(): Measurement {
    this.#close();
    const count = this.#clips;
    const scores = Object.entries(this.#all.result());
    const categories = [...this.#categories].map(([name, metric]) => ({
      name,
      percent: metric.result().clipM_J,
      count: this.#examples.filter(({ category }) => category === name).length,
      unit: 'clips, M_J',
    }));
    const { M_J, M_F } = this.#all.result();
    return {
      score: { name: 'M_J', value: M_J },
      rows: [...scores.map(([name, percent]) => ({ name, percent, count, unit: 'clips' })), ...categories],
      confusions: [this.#confusion.matrix('pixels')],
      summary: (split) => `M_J on ${split}: ${M_J.toFixed(2)} %, M_F: ${M_F.toFixed(2)} %, of ${count} clips`,
    };
  }

  /** Frames behind those that have a mask are not counted, as in the scores; a probability of one half is silent. */
  #countPixels(clip: HostArrays): void {
    const logits = hostArray(clip, 'logits').data;
    for (const [i, truth] of hostArray(clip, 'masks').data.entries()) {
      this.#confusion.add(truth, (logits[i] ?? 0) > 0 ? 1 : 0);
    }
  }

  #close(): void {
    if (this.#waiting.length === 0) return;
    const group = joinedClips(this.#waiting);
    this.#all.add(group, group);
    this.#waiting = [];
  }
}

/** M_J of answering, for every frame, that the whole picture sounds. */
export async function wholePictureScore(test: PreparedSplit<AvsExample>): Promise<number> {
  const tally = new AvsTally(test);
  for (const index of test.examples.keys()) {
    const { masks } = await test.read(index);
    if (masks === undefined) continue;
    const shape = [1, ...masks.shape];
    const data = Float32Array.from(masks.data as Uint8Array);
    tally.add({ logits: { shape, data: data.map(() => 1) } }, { targets: { masks: { shape, data } } });
  }
  return tally.result().score.value;
}
