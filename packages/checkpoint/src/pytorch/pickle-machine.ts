// The stack and memo of Python's pickle machine, and what its operations do to them. It builds plain data and
// descriptions of tensors; names come from the table in globals.ts, others are noted as refused.
import { ALLOWED_GLOBALS } from './globals.ts';
import type { PickleReader } from './pickle-reader.ts';
import { storageOf } from './rebuild.ts';
import { Opaque, PyDict, PyGlobal, PyList, PyTuple, type PyValue, type Storage } from './values.ts';

interface Values {
  1: [PyValue];
  2: [PyValue, PyValue];
  3: [PyValue, PyValue, PyValue];
}

export class PickleMachine {
  /** Full names of globals that are neither allowed nor ignored. */
  readonly refused = new Set<string>();
  /** By key, as each is first mentioned. */
  readonly storages = new Map<string, Storage>();
  private readonly stack: PyValue[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PyValue>();

  constructor(
    private readonly reader: PickleReader,
    private readonly ignored: ReadonlySet<string>,
  ) {}

  checkProtocol(version: number): void {
    if (version < 2 || version > 5) throw this.reader.invalid(`the protocol is ${version}, not 2 to 5`);
  }

  push(value: PyValue): void {
    this.stack.push(value);
  }

  /** Values above the last mark; never one below it. */
  popMany<N extends 1 | 2 | 3>(count: N): Values[N];
  popMany(count: number): PyValue[] {
    const start = this.stack.length - count;
    if (start < (this.marks.at(-1) ?? 0)) throw this.reader.invalid('values are missing');
    return this.stack.splice(start);
  }

  pop(): PyValue {
    return this.popMany(1)[0];
  }

  popToMark(): PyValue[] {
    const start = this.marks.pop();
    if (start === undefined) throw this.reader.invalid('a mark is missing');
    return this.stack.splice(start);
  }

  private top(): PyValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  /** Keeps the topmost value under an index, by default the next. */
  store(index = this.memo.size): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.reader.invalid(`it recalls value ${index}, which was not stored`);
    this.push(value);
  }

  append(items: readonly PyValue[]): void {
    const list = this.top();
    if (list instanceof PyList) for (const item of items) list.items.push(item);
    else if (!(list instanceof Opaque)) throw this.reader.invalid('it appends to something that is no list');
  }

  setItems(items: readonly PyValue[]): void {
    const dict = this.top();
    if (items.length % 2 !== 0) throw this.reader.invalid('a key has no value');
    if (dict instanceof PyDict) {
      for (let i = 0; i < items.length; i += 2) dict.pairs.push([items[i] ?? null, items[i + 1] ?? null]);
    } else if (!(dict instanceof Opaque)) {
      throw this.reader.invalid('it sets items of something that is no dict');
    }
  }

  global(module: PyValue, name: PyValue): PyGlobal | Opaque {
    if (typeof module !== 'string' || typeof name !== 'string') {
      throw this.reader.invalid('a name is not a text');
    }
    const full = `${module}.${name}`;
    const allowed = ALLOWED_GLOBALS.get(full);
    if (allowed) return allowed;
    if (!this.ignored.has(full)) this.refused.add(full);
    return new Opaque();
  }

  call(callee: PyValue, args: PyValue): PyValue {
    if (callee instanceof Opaque) return callee;
    if (containsOpaque(args)) return new Opaque();
    if (!(callee instanceof PyGlobal) || !callee.call || !(args instanceof PyTuple)) {
      throw this.reader.invalid('it calls what is no function');
    }
    return callee.call(args.items);
  }

  /** What a persistent id stands for, which is a storage. */
  load(id: PyValue): Storage | Opaque {
    if (containsOpaque(id)) return new Opaque();
    const storage = storageOf(id);
    if (!this.storages.has(storage.key)) this.storages.set(storage.key, storage);
    return storage;
  }

  /** Attributes of an OrderedDict, such as the versions of modules that PyTorch keeps there, are dropped. */
  build(target: PyValue, _attributes: PyValue): void {
    if (!(target instanceof PyDict || target instanceof Opaque)) {
      throw this.reader.invalid('it sets attributes of what has none');
    }
    this.push(target);
  }
}

/** What is made of something that is left out is left out, too. */
const containsOpaque = (value: PyValue): boolean =>
  value instanceof PyTuple && value.items.some((item) => item instanceof Opaque);
