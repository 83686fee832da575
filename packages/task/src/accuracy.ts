// Accuracy in percent, in the two ways in which it is published: over all items,
// and as the mean over batches, in which a small last batch counts as much as
// the others.

export class Accuracy {
  #correct = 0;
  #total = 0;
  #batchSum = 0;
  #batches = 0;

  /** Counts one batch of at least one item. */
  addBatch(correct: number, total: number): void {
    this.#correct += correct;
    this.#total += total;
    this.#batchSum += correct / total;
    this.#batches += 1;
  }

  /** Over all items; NaN before the first batch. */
  get exact(): number {
    return (100 * this.#correct) / this.#total;
  }

  /** Mean of the batches' accuracies; NaN before the first batch. */
  get batchMean(): number {
    return (100 * this.#batchSum) / this.#batches;
  }
}
