// Runs the part of Python's pickle language (protocols 2 to 5) that state dicts need: the closed table of its
// operations, and the bounds on what a pickle may ask for. A global outside of globals.ts is refused by name.
// The language: https://github.com/python/cpython/blob/main/Lib/pickletools.py
import { CheckpointError } from '../checkpoint-error.ts';
import { PickleMachine } from './pickle-machine.ts';
import { PickleReader } from './pickle-reader.ts';
import { BadArguments } from './rebuild.ts';
import { PyDict, PyList, PyTuple, type PyValue, type Storage } from './values.ts';

/**
 * Bounds what a pickle builds, as each opcode makes at most one object. A state dict takes about 35 for each tensor.
 */
const MAX_OPERATIONS = 4_000_000;
/** A pickle is read as a whole; that of 10,000 tensors has about 1 MB. */
export const MAX_PICKLE_BYTES = 2 ** 26;

export interface Unpickled {
  readonly value: PyValue;
  /** Every storage it mentions, by key. */
  readonly storages: ReadonlyMap<string, Storage>;
  /** Position behind the pickle. */
  readonly end: number;
}

/**
 * Throws `GLOBAL_REFUSED`, `FILE_TRUNCATED`, `PICKLE_INVALID` or `PICKLE_TOO_LARGE`. Objects of `ignoreGlobals` become
 * `Opaque`.
 */
export function unpickle(
  bytes: Uint8Array,
  path: string,
  { position = 0, ignoreGlobals = [] }: { position?: number; ignoreGlobals?: readonly string[] } = {},
): Unpickled {
  const reader = new PickleReader(bytes, path, position);
  const machine = new PickleMachine(reader, new Set(ignoreGlobals));
  let value: PyValue;
  try {
    value = run(machine, reader);
  } catch (cause) {
    // What a refused object is then used for may make no sense; the refusal says more.
    if (machine.refused.size > 0 && !isTruncation(cause)) throw refusal(machine.refused, path);
    throw cause instanceof BadArguments ? reader.invalid(cause.message, cause) : cause;
  }
  if (machine.refused.size > 0) throw refusal(machine.refused, path);
  return { value, storages: machine.storages, end: reader.position };
}

/** By opcode. What `FRAME` tells is not needed where all bytes are there. */
const OPERATIONS: Readonly<Record<string, (m: PickleMachine, r: PickleReader) => unknown>> = {
  '\x80': (m, r) => m.checkProtocol(r.uint8()), // PROTO
  '\x95': (_, r) => r.uint64(), // FRAME
  N: (m) => m.push(null), // NONE
  '\x88': (m) => m.push(true), // NEWTRUE
  '\x89': (m) => m.push(false), // NEWFALSE
  K: (m, r) => m.push(r.uint8()), // BININT1
  M: (m, r) => m.push(r.uint16()), // BININT2
  J: (m, r) => m.push(r.int32()), // BININT
  '\x8a': (m, r) => m.push(r.integer(r.uint8())), // LONG1
  '\x8b': (m, r) => m.push(r.integer(r.uint32())), // LONG4
  G: (m, r) => m.push(r.float64()), // BINFLOAT
  U: (m, r) => m.push(r.text(r.uint8())), // SHORT_BINSTRING, from Python 2
  '\x8c': (m, r) => m.push(r.text(r.uint8())), // SHORT_BINUNICODE
  T: (m, r) => m.push(r.text(r.uint32())), // BINSTRING, from Python 2
  X: (m, r) => m.push(r.text(r.uint32())), // BINUNICODE
  '\x8d': (m, r) => m.push(r.text(r.uint64())), // BINUNICODE8
  C: (m, r) => m.push(r.skip(r.uint8())), // SHORT_BINBYTES
  B: (m, r) => m.push(r.skip(r.uint32())), // BINBYTES
  '\x8e': (m, r) => m.push(r.skip(r.uint64())), // BINBYTES8
  '(': (m) => m.mark(), // MARK
  '0': (m) => m.pop(), // POP
  '1': (m) => m.popToMark(), // POP_MARK
  ')': (m) => m.push(new PyTuple([])), // EMPTY_TUPLE
  '\x85': (m) => m.push(new PyTuple(m.popMany(1))), // TUPLE1
  '\x86': (m) => m.push(new PyTuple(m.popMany(2))), // TUPLE2
  '\x87': (m) => m.push(new PyTuple(m.popMany(3))), // TUPLE3
  t: (m) => m.push(new PyTuple(m.popToMark())), // TUPLE
  ']': (m) => m.push(new PyList()), // EMPTY_LIST
  a: (m) => m.append(m.popMany(1)), // APPEND
  e: (m) => m.append(m.popToMark()), // APPENDS
  '}': (m) => m.push(new PyDict()), // EMPTY_DICT
  s: (m) => m.setItems(m.popMany(2)), // SETITEM
  u: (m) => m.setItems(m.popToMark()), // SETITEMS
  q: (m, r) => m.store(r.uint8()), // BINPUT
  r: (m, r) => m.store(r.uint32()), // LONG_BINPUT
  '\x94': (m) => m.store(), // MEMOIZE
  h: (m, r) => m.recall(r.uint8()), // BINGET
  j: (m, r) => m.recall(r.uint32()), // LONG_BINGET
  c: (m, r) => m.push(m.global(r.line(), r.line())), // GLOBAL
  '\x93': (m) => m.push(m.global(...m.popMany(2))), // STACK_GLOBAL
  R: (m) => m.push(m.call(...m.popMany(2))), // REDUCE
  '\x81': (m) => m.push(m.call(...m.popMany(2))), // NEWOBJ
  b: (m) => m.build(...m.popMany(2)), // BUILD
  Q: (m) => m.push(m.load(m.pop())), // BINPERSID
};
const BY_CODE = Array.from({ length: 256 }, (_, code) => OPERATIONS[String.fromCharCode(code)]);
const STOP = 0x2e;

function run(machine: PickleMachine, reader: PickleReader): PyValue {
  for (let count = 0; count < MAX_OPERATIONS; count++) {
    const code = reader.uint8();
    if (code === STOP) return machine.pop();
    const operation = BY_CODE[code];
    if (!operation) throw reader.invalid(`operation ${code} is none that a state dict needs`);
    operation(machine, reader);
  }
  const message = `Cannot read '${reader.path}': its pickle has more than ${MAX_OPERATIONS} operations.`;
  throw new CheckpointError('PICKLE_TOO_LARGE', message, { path: reader.path });
}

const isTruncation = (cause: unknown): boolean =>
  cause instanceof CheckpointError && cause.code === 'FILE_TRUNCATED';

const SHOWN_NAMES = 8;
const MAX_NAME_CHARACTERS = 100;

function refusal(names: ReadonlySet<string>, path: string): CheckpointError {
  const globals = [...names];
  const shown = globals.slice(0, SHOWN_NAMES).map((name) => name.slice(0, MAX_NAME_CHARACTERS));
  const list = `${shown.join(', ')}${globals.length > SHOWN_NAMES ? ', ...' : ''}`;
  const reason = 'only what rebuilds tensors of real numbers is allowed';
  const remedy =
    'save the state_dict() alone, or have these names ignored, which leaves out what they stand for';
  const message = `Cannot read '${path}': it refers to ${list}, and ${reason}; ${remedy}.`;
  return new CheckpointError('GLOBAL_REFUSED', message, { path, globals });
}
