import { describe, expect, it } from 'vitest';
import { emit } from '../emit.ts';
import { KERNELS } from '../lowering/table.ts';
import { hostValue, type Value } from '../value.ts';
import { overwritable } from './overwrite.ts';

const leaf = (): Value => ({ dtype: 'float32', shape: [2, 3] });
const one = (op: string, ...inputs: Value[]): Value => emit(op, inputs, 'float32', [2, 3]);
/** Further away than readers are looked for by themselves. */
const deep = (op: string, value: Value): Value =>
  Array.from({ length: 40 }).reduce<Value>((last) => one(op, last), value);
const reshaped = (value: Value): Value => emit('Reshape', [value], 'float32', [3, 2]);

describe('overwritable', () => {
  const state = leaf();
  const slope = leaf();
  const decayed = one('Mul', state, leaf());
  const next = one('Sqrt', one('Add', decayed, slope));
  const after = (others: readonly Value[]): Value =>
    KERNELS.After?.lower({
      inputs: { x: hostValue(Float32Array.of(1), 'float32', []), ...Object.fromEntries(others.entries()) },
      attributes: {},
    }) as Value;
  const waiting = after([deep('Exp', one('Tanh', state))]);

  it.each<[string, Value[], number[]]>([
    ['where all readers come before', [next], [0]],
    ['where the new value is read on', [next, one('Sqrt', next)], [0]],
    ['where an element is read before it is written', [one('Add', state, slope)], [0]],
    [
      'where a view is read before',
      [one('Add', emit('Mul', [reshaped(state), slope], 'float32', [3, 2]), slope)],
      [0],
    ],
    ['where it waits for the last reader', [one('Sub', state, one('Mul', slope, waiting))], [0]],
    [
      'not where it waits for another',
      [one('Sub', state, one('Mul', slope, waiting)), one('Neg', state)],
      [],
    ],
    ['nor where the old value is read elsewhere', [next, one('Neg', state)], []],
    ['nor where it is read through a view', [next, emit('Neg', [reshaped(state)], 'float32', [3, 2])], []],
    ['nor where it is given back', [next, state], []],
    ['nor where a view of it is', [next, reshaped(state)], []],
    ['nor where the new value is given back twice', [next, next], []],
    ['nor where elements are read in another order', [one('MatMul', state, slope)], []],
    [
      'nor where an operand is spread',
      [one('Add', emit('Reshape', [state], 'float32', [1, 2, 3]), slope)],
      [],
    ],
    ['nor where there is no new value', [state], []],
  ])('%s', (_, outputs, expected) => {
    expect(overwritable(outputs, new Map([[0, state]]))).toEqual(expected);
  });

  it('is told soon of thousands that change together', () => {
    const states = Array.from({ length: 3000 }, leaf);
    const slopes = states.map((value) => [1, 2, 3, 4, 5].reduce((last) => one('Exp', last), value));
    const joined = emit('Concat', slopes, 'float32', [6000, 3]);
    const rate = after(slopes);
    const outputs = states.map((value) =>
      one('Sub', value, one('Mul', emit('Slice', [joined], 'float32', [2, 3]), rate)),
    );
    expect(overwritable(outputs, new Map(states.entries()))).toEqual([...states.keys()]);
  }, 10_000);
});
