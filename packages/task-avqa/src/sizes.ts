// The sizes of a network for question answering but for its encoders, read off the shapes of its tensors. All other widths
// are those of the encoders; attention heads are not told by shapes.
import { firstSize } from '@dg-sct/checkpoint';
import { type LayerSizes, layerSizesOf } from '@dg-sct/dg-sct-attention';

/** `adapters` and `tokens` are absent where there are no layers. */
export interface AvqaSizes extends Partial<LayerSizes> {
  readonly head: {
    readonly answers: number;
    /** Of the vocabulary, padding included. */
    readonly words: number;
    readonly matchWidths: readonly [number, number, number];
  };
}

/** What tensors of these names and shapes belong to; undefined where that is no network of stage 2. */
export function avqaSizesOf(shapes: ReadonlyMap<string, readonly number[]>): AvqaSizes | undefined {
  const sizeOf = (name: string): number | undefined => firstSize(shapes, `${name}.weight`, `${name}.bias`);
  const answers = sizeOf('fc_ans');
  const words = sizeOf('question_encoder.word2vec');
  const [first, second, third] = [sizeOf('fc1'), sizeOf('fc2'), sizeOf('fc3')];
  if (!answers || !words || !first || !second || !third) return undefined;
  return { ...layerSizesOf(shapes), head: { answers, words, matchWidths: [first, second, third] } };
}
