// Memory of graphs that are small enough to count by hand.
import { describe, expect, it } from 'vitest';
import { leaf, node } from '../../test/nodes.ts';
import type { Node, Value } from '../value.ts';
import { peakOf } from './peak.ts';

const only = ({ outputs: [value] }: Node): Value => value as Value;

describe('peakOf', () => {
  it('frees a result after its last reader', () => {
    const a = node('Exp', [leaf(10)], [[10]]);
    const b = node('Exp', [only(a)], [[20]]);
    const c = node('Exp', [only(b)], [[30]]);
    const d = node('Exp', [only(c)], [[5]]);
    expect(peakOf([a, b, c, d], [only(d)], new Set())).toEqual({ bytes: 4 * 50, at: c });
  });

  it('keeps what is read later, and outputs', () => {
    const a = node('Exp', [leaf(10)], [[10]]);
    const b = node('Exp', [only(a)], [[20]]);
    const c = node('Exp', [only(b)], [[30]]);
    const d = node('Add', [only(c), only(a)], [[5]]);
    expect(peakOf([a, b, c, d], [only(d)], new Set()).bytes).toBe(4 * 60);
    expect(peakOf([a, b, c, d], [only(d), only(b)], new Set()).bytes).toBe(4 * 65);
  });

  it('counts a view as the memory that it shows', () => {
    const a = node('Exp', [leaf(10)], [[10]]);
    const view = node('Reshape', [only(a), leaf(2)], [[2, 5]]);
    const b = node('Exp', [only(view)], [[2, 5]]);
    expect(peakOf([a, view, b], [only(b)], new Set())).toEqual({ bytes: 4 * 20, at: b });
  });

  it('leaves out what is written to memory of its own, and what nobody reads', () => {
    const a = node('LayerNormalization', [leaf(10)], [[10], [1]]);
    const b = node('Exp', [only(a)], [[10]]);
    expect(peakOf([a, b], [only(b)], new Set([only(b)]))).toEqual({ bytes: 4 * 11, at: a });
    expect(peakOf([], [], new Set())).toEqual({ bytes: 0 });
  });
});
