// Namings: rules, parts, prefixes, and which one a file is found to use.
import { describe, expect, it } from 'vitest';
import { firstSize } from './first-size.ts';
import { joinRows } from './host-tensor.ts';
import { listItems } from './list-items.ts';
import { bestNaming, type ModelNames } from './naming.ts';

const found = (entries: Record<string, number[]>) =>
  new Map(Object.entries(entries).map(([key, shape]) => [key, { shape }]));

const NAMES: ModelNames = {
  namings: [
    { name: 'plain with tables', sign: /table$/ },
    { name: 'plain' },
    {
      name: 'split',
      prefix: 'net.',
      rules: [
        { from: /^unit(\d)\./, to: (_, index) => `units.${Number(index) - 1}.` },
        { from: /\.query$/, to: '.qk', part: [0, 2] },
        { from: /\.key$/, to: '.qk', part: [1, 2] },
      ],
    },
  ],
  unused: [/table$/],
  optional: [/^head$/],
};

const wanted = new Map([
  ['units.0.qk', [4, 3]],
  ['units.0.norm', [3]],
]);
const best = (entries: Record<string, number[]>, wants: ReadonlyMap<string, readonly number[]> = wanted) =>
  bestNaming(NAMES, found(entries), () => ({ shapes: wants }));

describe('bestNaming', () => {
  it.each([
    ['plain', { 'units.0.qk': [4, 3], 'units.0.norm': [3] }],
    ['plain with tables', { 'units.0.qk': [4, 3], 'units.0.norm': [3], table: [9] }],
    ['split', { 'net.unit1.key': [2, 3], 'net.unit1.query': [2, 3], 'net.unit1.norm': [3], other: [1] }],
    [
      'split',
      { 'module.net.unit1.key': [2, 3], 'module.net.unit1.query': [2, 3], 'module.net.unit1.norm': [3] },
    ],
  ])('tells %s', (name, entries) => {
    const match = best(entries);
    expect(match?.naming.name).toBe(name);
    expect([...(match?.report.matched.keys() ?? [])]).toEqual([...wanted.keys()]);
    expect(match?.report).toMatchObject({ missing: [], unexpected: [], wrongShape: [] });
  });

  it('puts parts in their order, whatever that of the file', () => {
    const match = best({ 'net.unit1.key': [1, 3], 'net.unit1.query': [3, 3] });
    expect(match?.report.matched.get('units.0.qk')).toEqual(['net.unit1.query', 'net.unit1.key']);
  });

  it('counts a tensor with a part missing, or with parts of other widths, as missing', () => {
    const incomplete = best({ 'net.unit1.query': [4, 3], 'net.unit1.norm': [3] });
    expect(incomplete?.report).toMatchObject({ missing: ['units.0.qk'], unexpected: [] });
    const uneven = best({ 'net.unit1.query': [2, 3], 'net.unit1.key': [2, 2], 'net.unit1.norm': [3] });
    expect(uneven?.report).toMatchObject({ missing: ['units.0.qk'], wrongShape: [] });
  });

  it('tells what is known and unused from what is unexpected', () => {
    const match = best({ 'units.0.qk': [4, 3], 'units.0.norm': [3], head: [2], table: [1], spare: [1] });
    expect(match?.report).toMatchObject({ ignored: ['table', 'head'], unexpected: ['spare'] });
  });

  it('skips a naming in which two keys become one, and one that the model refuses', () => {
    expect(best({ 'net.unit1.norm': [3], 'net.units.0.norm': [3] })?.naming.name).toBe('plain');
    expect(bestNaming(NAMES, found({ 'units.0.qk': [4, 3] }), () => undefined)).toBeUndefined();
  });

  it('asks with shapes by the module’s names, joined', () => {
    const asked: unknown[] = [];
    bestNaming(NAMES, found({ 'net.unit1.query': [2, 3], 'net.unit1.key': [2, 3] }), (shapes) => {
      asked.push(Object.fromEntries(shapes));
      return undefined;
    });
    expect(asked).toContainEqual({ 'units.0.qk': [4, 3] });
  });
});

describe('joinRows', () => {
  const rows = (shape: number[], ...values: number[]) =>
    ({ dtype: 'F32', shape, data: Float32Array.from(values) }) as const;

  it('puts tensors one below the other', () => {
    expect(joinRows([rows([1, 2], 1, 2), rows([2, 2], 3, 4, 5, 6)])).toEqual(rows([3, 2], 1, 2, 3, 4, 5, 6));
  });

  it.each([
    ['columns', rows([1, 3], 1, 2, 3)],
    ['element type', { dtype: 'F64', shape: [1, 2], data: Float64Array.of(1, 2) } as const],
    ['scalars', rows([], 1)],
  ])('refuses other %s', (_what, other) => {
    expect(() => joinRows([rows([1, 2], 1, 2), other])).toThrow(/cannot be joined along the first axis/);
  });
});

it('firstSize is told by the first tensor that is there, unless it holds nothing', () => {
  const shapes = new Map([
    ['a.bias', [7]],
    ['b.weight', [3, 4]],
    ['b.bias', [5]],
    ['c.weight', [2 ** 40, 0]],
    ['c.bias', [5]],
    ['d', []],
  ]);
  const of = (name: string) => firstSize(shapes, `${name}.weight`, `${name}.bias`);
  expect(['a', 'b', 'c', 'e'].map(of)).toEqual([7, 3, undefined, undefined]);
  expect(firstSize(shapes, 'd')).toBeUndefined();
});

describe('listItems', () => {
  it('reads items in order, empty ones included', () => {
    const entries = new Map([
      ['a.2.x', 3],
      ['a.0.x', 1],
      ['a.0.y.0', 2],
      ['b.0.x', 4],
      ['a.z', 5],
    ]);
    expect(listItems(entries, 'a').map((item) => Object.fromEntries(item))).toEqual([
      { x: 1, 'y.0': 2 },
      {},
      { x: 3 },
    ]);
  });

  it('makes no list of a single far index', () => {
    expect(listItems(new Map([['a.999999.x', 1]]), 'a')).toEqual([]);
  });
});
