// A question to one vector: embedding, LSTM over all positions, padding
// included, and what it remembers at the end (spec: task-avqa section 4).
import { Embedding, Linear, Lstm, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

export interface QuestionEncoderOptions {
  /** Words of the vocabulary, padding included. */
  readonly words: number;
  /** Width of a word's vector. */
  readonly wordDim: number;
  /** Width of the LSTM's states. */
  readonly hidden: number;
  /** Layers of the LSTM; default 1. */
  readonly layers?: number;
  /** Width of the question's vector, D. */
  readonly dim: number;
}

export class QuestionEncoder extends Module {
  readonly #embedding: Embedding;
  readonly #lstm: Lstm;
  readonly #project: Linear;

  constructor({ words, wordDim, hidden, layers = 1, dim }: QuestionEncoderOptions) {
    super();
    this.#embedding = this.child('word2vec', new Embedding(words, wordDim));
    this.#lstm = this.child('lstm', new Lstm(wordDim, hidden, { layers }));
    this.#project = this.child('fc', new Linear(2 * layers * hidden, dim));
  }

  /** Word ids `[B, L]` (int32) to `[B, D]`. */
  forward(question: tf.Tensor): tf.Tensor {
    return scope('question', () => {
      const { hidden, cell } = this.#lstm.run(this.#embedding.forward(question).tanh());
      const memory = tf.concat([hidden, cell], 2).transpose([1, 0, 2]);
      return this.#project.forward(memory.reshape([question.shape[0] ?? 1, -1]).tanh());
    });
  }
}
