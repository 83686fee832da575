// Damage to bytes, whatever they mean. A mutator leaves what it is given as it is and returns a changed copy.
import type { Chance } from './chance.ts';

export type Mutator = (bytes: Buffer, chance: Chance) => Buffer;

/** Numbers at which sizes and offsets break: none, one, the ends of 7, 15, 31 and 63 bits, and 2^60. */
const EXTREMES = [0n, 1n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 2n ** 31n - 1n, 2n ** 32n - 1n, 2n ** 60n] as const;

const copyOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/** One to eight bits, anywhere. */
const flipBits: Mutator = (bytes, chance) => {
  const copy = copyOf(bytes);
  for (let left = 1 + chance.below(8); left > 0; left--) {
    const at = chance.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << chance.below(8));
  }
  return copy;
};

/** The file ends early. */
const truncate: Mutator = (bytes, chance) => copyOf(bytes.subarray(0, chance.below(bytes.length)));

/** More bytes than there should be: a part of the file again, at its end. */
const extend: Mutator = (bytes, chance) => Buffer.concat([bytes, bytes.subarray(chance.below(bytes.length))]);

/** An extreme number of one, two, four or eight bytes, in either order, anywhere in the first `head` bytes or everywhere. */
const editNumber: Mutator = (bytes, chance) => {
  const copy = copyOf(bytes);
  const width = chance.pick([1, 2, 4, 8] as const);
  if (copy.length < width) return copy;
  const head = chance.pick([64, 512, copy.length] as const);
  const at = chance.below(Math.min(head, copy.length - width + 1));
  if (at + width > copy.length) return copy;
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(BigInt.asUintN(8 * width, chance.pick(EXTREMES)));
  const field = number.subarray(0, width);
  copy.set(chance.below(2) === 0 ? field : field.reverse(), at);
  return copy;
};

/** A part is put, moved over another, taken out or doubled. */
const splice: Mutator = (bytes, chance) => {
  const part = partOf(bytes, chance);
  const at = chance.below(bytes.length + 1);
  const replaced = chance.pick([0, part.length, chance.below(64)] as const);
  return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + replaced)]);
};

const remove: Mutator = (bytes, chance) => {
  const at = chance.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + chance.below(64))]);
};

const partOf = (bytes: Buffer, chance: Chance): Buffer => {
  const start = chance.below(bytes.length);
  return bytes.subarray(start, start + 1 + chance.below(256));
};

/** Words of the format's own language, put anywhere or over what is there. */
export const putTokens =
  (tokens: readonly [string, ...string[]]): Mutator =>
  (bytes, chance) => {
    const token = Buffer.from(chance.pick(tokens), 'latin1');
    const at = chance.below(bytes.length + 1);
    const replaced = chance.below(2) === 0 ? 0 : token.length;
    return Buffer.concat([bytes.subarray(0, at), token, bytes.subarray(at + replaced)]);
  };

/** All of the above that need no words. */
export const BYTES = [flipBits, truncate, extend, editNumber, splice, remove] as const;

/** One to four of `mutators`, one after the other. */
export const several =
  (...mutators: readonly [Mutator, ...Mutator[]]): Mutator =>
  (bytes, chance) => {
    let result = bytes;
    for (let left = 1 + chance.below(4); left > 0; left--) result = chance.pick(mutators)(result, chance);
    return result;
  };
