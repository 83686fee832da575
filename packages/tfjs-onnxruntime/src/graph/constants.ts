// What is known about a graph's numbers before it runs. A leaf's data counts only
// where the leaf is not fed: state and arguments change from call to call.
import type { HostArray, Value } from '../value.ts';

/** Constants of at most this many elements are compared by what they hold. */
const COMPARED = 64;

/** Constants of at least this many elements are worth no second copy. */
export const LARGE = 65_536;

export class Constants {
  readonly #isFed: (leaf: Value) => boolean;
  readonly #uniform = new Map<Value, number | undefined>();
  readonly #firsts = new Map<Value, Value>();
  readonly #byContent = new Map<string, Value>();

  constructor(isFed: (leaf: Value) => boolean) {
    this.#isFed = isFed;
  }

  /** Whether the value is a leaf whose data never changes. */
  isConstant(value: Value): boolean {
    return value.node === undefined && value.data !== undefined && !this.#isFed(value);
  }

  /** The number that every element of the value is, where that is known. */
  uniform(value: Value): number | undefined {
    if (!this.#uniform.has(value)) this.#uniform.set(value, this.#findUniform(value));
    return this.#uniform.get(value);
  }

  /** The first that was asked for of all small constants that hold the same; the value itself if it is none. */
  firstEqual(value: Value): Value {
    if (value.data === undefined || value.data.length > COMPARED) return value;
    const known = this.#firsts.get(value);
    if (known !== undefined) return known;
    const first = this.isConstant(value) ? this.#firstOf(value, value.data) : value;
    this.#firsts.set(value, first);
    return first;
  }

  #firstOf(value: Value, data: HostArray): Value {
    // Their bytes, which tell zero from minus zero.
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
    const content = `${value.dtype}[${value.shape}]${bytes}`;
    const first = this.#byContent.get(content);
    if (first !== undefined) return first;
    this.#byContent.set(content, value);
    return value;
  }

  #findUniform(value: Value): number | undefined {
    const { node, data } = value;
    if (node?.op === 'Expand' || node?.op === 'Reshape') {
      const [source] = node.inputs;
      return source && this.uniform(source);
    }
    if (data === undefined || !this.isConstant(value)) return undefined;
    const [first] = data;
    if (typeof first !== 'number') return undefined;
    for (const element of data) if (element !== first) return undefined;
    return first;
  }
}
