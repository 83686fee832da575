// Collects the initializers that lie outside of a model's message, one behind the
// other in one file.
import type { DataPlace } from '../onnx/model.ts';

/** Where a tensor may start, so that readers can map the file into memory. */
const ALIGNMENT = 64;

export class ExternalDataFile {
  readonly #path: string;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** @param path relative to the model */
  constructor(path: string) {
    this.#path = path;
  }

  add(data: Uint8Array): DataPlace {
    const padding = (ALIGNMENT - (this.#length % ALIGNMENT)) % ALIGNMENT;
    if (padding > 0) this.#chunks.push(new Uint8Array(padding));
    const offset = this.#length + padding;
    this.#chunks.push(data);
    this.#length = offset + data.length;
    return { path: this.#path, offset };
  }

  /** What the file holds. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }
}
