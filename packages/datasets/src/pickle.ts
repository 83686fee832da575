// The part of Python's pickle format that NumPy writes for dictionaries of arrays, and no more: it makes plain values,
// calls nothing, and notes where an array's bytes lie instead of copying them.

/** Bytes of the pickle. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

class PickledDtype {
  /** Without byte order: `f4`. */
  readonly code: string;
  order = '<';

  constructor(code: string) {
    this.code = code;
  }
}

export class PickledArray {
  shape: readonly number[] = [];
  type = '';
  /** Where its numbers are, or what objects it holds. */
  content: Span | readonly Pickled[] = [];
}

/** A name that may be called; nothing else may. */
class Callable {
  readonly make: (args: readonly Pickled[]) => Pickled;

  constructor(make: (args: readonly Pickled[]) => Pickled) {
    this.make = make;
  }
}

class Mark {}

export type Pickled =
  | null
  | boolean
  | number
  | string
  | Span
  | Pickled[]
  | Map<Pickled, Pickled>
  | PickledDtype
  | PickledArray
  | Callable
  | Mark;

const reconstruct = new Callable(() => new PickledArray());
const CALLABLE: ReadonlyMap<string, Callable> = new Map([
  ['numpy.core.multiarray _reconstruct', reconstruct],
  ['numpy._core.multiarray _reconstruct', reconstruct],
  ['numpy ndarray', new Callable(() => null)],
  ['numpy dtype', new Callable(([code]) => new PickledDtype(text(code)))],
]);

/** Throws a `RangeError` with the reason where the bytes from `start` on are no such pickle. */
export function unpickle(bytes: Buffer, start: number): Pickled {
  return new Machine(bytes, start).run();
}

class Machine {
  readonly #bytes: Buffer;
  #at: number;
  readonly #stack: Pickled[] = [];
  readonly #memo = new Map<number, Pickled>();

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  run(): Pickled {
    for (;;) {
      const opcode = this.#take(1).toString('latin1');
      if (opcode === '.') return this.#pop();
      const operation = this.#operations[opcode];
      if (operation === undefined)
        throw new RangeError(`its pickle has the operation ${JSON.stringify(opcode)}`);
      operation();
    }
  }

  /** By opcode; what takes no part in arrays of numbers by name is not here. */
  readonly #operations: Readonly<Record<string, () => void>> = {
    '\x80': () => void this.#take(1),
    '\x95': () => void this.#take(8),
    '(': () => this.#push(new Mark()),
    N: () => this.#push(null),
    '\x88': () => this.#push(true),
    '\x89': () => this.#push(false),
    K: () => this.#push(this.#unsigned(1)),
    M: () => this.#push(this.#unsigned(2)),
    J: () => this.#push(this.#take(4).readInt32LE()),
    X: () => this.#push(this.#take(this.#unsigned(4)).toString('utf8')),
    '\x8c': () => this.#push(this.#take(this.#unsigned(1)).toString('utf8')),
    C: () => this.#push(this.#span(this.#unsigned(1))),
    B: () => this.#push(this.#span(this.#unsigned(4))),
    '\x8e': () => this.#push(this.#span(this.#unsigned(6) + 2 ** 48 * this.#unsigned(2))),
    ')': () => this.#push([]),
    ']': () => this.#push([]),
    '}': () => this.#push(new Map()),
    t: () => this.#push(this.#popToMark()),
    '\x85': () => this.#push(this.#popMany(1)),
    '\x86': () => this.#push(this.#popMany(2)),
    '\x87': () => this.#push(this.#popMany(3)),
    a: () => this.#append(this.#popMany(1)),
    e: () => this.#append(this.#popToMark()),
    s: () => this.#setItems(this.#popMany(2)),
    u: () => this.#setItems(this.#popToMark()),
    c: () => this.#push(callable(this.#line(), this.#line())),
    '\x93': () => {
      const [module, name] = this.#popMany(2);
      this.#push(callable(text(module), text(name)));
    },
    R: () => {
      const [called, args] = this.#popMany(2);
      if (!(called instanceof Callable) || !Array.isArray(args))
        throw new RangeError('its pickle calls no function');
      this.#push(called.make(args));
    },
    b: () => this.#build(this.#pop()),
    q: () => void this.#memo.set(this.#unsigned(1), this.#top()),
    r: () => void this.#memo.set(this.#unsigned(4), this.#top()),
    '\x94': () => void this.#memo.set(this.#memo.size, this.#top()),
    h: () => this.#recall(this.#unsigned(1)),
    j: () => this.#recall(this.#unsigned(4)),
  };

  #take(count: number): Buffer {
    const { start } = this.#span(count);
    return this.#bytes.subarray(start, start + count);
  }

  #span(length: number): Span {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new RangeError('its pickle ends in the middle');
    this.#at += length;
    return { start, length };
  }

  #unsigned(count: number): number {
    return this.#take(count).readUIntLE(0, count);
  }

  #line(): string {
    const end = this.#bytes.indexOf('\n', this.#at);
    const line = this.#take(Math.max(end, this.#at) - this.#at).toString('utf8');
    this.#take(1);
    return line;
  }

  #push(value: Pickled): void {
    this.#stack.push(value);
  }

  #pop(): Pickled {
    const value = this.#stack.pop();
    if (value === undefined) throw new RangeError('its pickle takes a value that is not there');
    return value;
  }

  #top(): Pickled {
    const value = this.#pop();
    this.#push(value);
    return value;
  }

  #popMany(count: number): Pickled[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  #popToMark(): Pickled[] {
    const start = this.#stack.findLastIndex((value) => value instanceof Mark);
    if (start < 0) throw new RangeError('its pickle lacks a mark');
    const values = this.#stack.splice(start);
    return values.slice(1);
  }

  #append(items: readonly Pickled[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw new RangeError('its pickle appends to no list');
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly Pickled[]): void {
    const map = this.#top();
    if (!(map instanceof Map) || items.length % 2 > 0)
      throw new RangeError('its pickle sets items of no dictionary');
    for (let i = 0; i < items.length; i += 2) map.set(items[i] ?? null, items[i + 1] ?? null);
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new RangeError('its pickle recalls a value that was not kept');
    this.#push(value);
  }

  /** Fills what was made by calling: a dtype's byte order; shape, dtype and content of an array. */
  #build(state: Pickled): void {
    const target = this.#top();
    if (!Array.isArray(state)) throw new RangeError('its pickle has a state that is no tuple');
    if (target instanceof PickledDtype) target.order = text(state[1]);
    else if (target instanceof PickledArray) fillArray(target, state);
    else throw new RangeError('its pickle gives a state to what has none');
  }
}

function fillArray(array: PickledArray, [, shape, dtype, fortran, content]: readonly Pickled[]): void {
  const sizes = Array.isArray(shape) ? shape.filter((size) => typeof size === 'number') : [];
  const isSpan = typeof content === 'object' && content !== null && 'start' in content;
  if (!(dtype instanceof PickledDtype) || !(isSpan || Array.isArray(content))) {
    throw new RangeError('its pickle has an array without a type or content');
  }
  if (fortran === true && sizes.length > 1) throw new RangeError('an array is in Fortran order');
  array.shape = sizes;
  array.type = dtype.order + dtype.code;
  array.content = content;
}

function callable(module: string, name: string): Callable {
  const known = CALLABLE.get(`${module} ${name}`);
  if (known !== undefined) return known;
  throw new RangeError(`its pickle names ${module}.${name}, which is no part of an array`);
}

function text(value: Pickled | undefined): string {
  if (typeof value === 'string') return value;
  throw new RangeError('its pickle has something else where a text belongs');
}
