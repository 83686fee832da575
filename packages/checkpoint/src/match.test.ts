// Strict matching: laws over random state dicts, and the sentence a person gets.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from './checkpoint-error.ts';
import { assertMatch, matchStateDict } from './match.ts';

const shapes = (entries: Record<string, number[]>) => new Map(Object.entries(entries));
const found = (entries: Record<string, number[]>) =>
  new Map(Object.entries(entries).map(([key, shape]) => [key, { shape }]));

describe('matchStateDict', () => {
  it('partitions the keys of both sides', () => {
    const dict = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      fc.array(fc.nat(2), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(dict, dict, (wanted, has) => {
        const { matched, missing, unexpected, wrongShape } = matchStateDict(shapes(wanted), found(has));
        const wrong = wrongShape.map(({ key }) => key);
        expect([...matched.keys(), ...wrong, ...missing].sort()).toEqual(Object.keys(wanted).sort());
        expect([...matched.values(), ...wrong, ...unexpected].flat().sort()).toEqual(Object.keys(has).sort());
        for (const key of matched.keys()) expect(wanted[key]).toEqual(has[key]);
        for (const key of wrong) expect(wanted[key]).not.toEqual(has[key]);
      }),
    );
  });

  it('applies prefix, then rename, then ignore; optional keys may be absent', () => {
    const report = matchStateDict(
      shapes({ 'norm.weight': [4], 'head.bias': [2], mask: [9] }),
      found({
        'visual.norm.gamma': [4],
        'visual.index': [1],
        'visual.mask': [7],
        'visual.drop': [1],
        'audio.x': [1],
      }),
      {
        prefix: 'visual.',
        rename: (key) => (key === 'drop' ? undefined : key.replace('gamma', 'weight')),
        ignore: [/^index$/g, /mask/],
        optional: [/head/, /mask/],
      },
    );
    expect(report).toEqual({
      matched: new Map([['norm.weight', ['visual.norm.gamma']]]),
      missing: [],
      unexpected: [],
      wrongShape: [],
      ignored: ['visual.index', 'visual.mask', 'visual.drop'],
      outside: ['audio.x'],
      absent: ['head.bias', 'mask'],
    });
    expect(() => assertMatch(report)).not.toThrow();
  });

  it('tells a scalar from a vector of one', () => {
    expect(matchStateDict(shapes({ gate: [] }), found({ gate: [1] })).wrongShape).toHaveLength(1);
  });

  it('refuses two keys renamed to one', () => {
    const collide = () => matchStateDict(shapes({}), found({ a: [], b: [] }), { rename: () => 'c' });
    expect(collide).toThrow("Keys 'a' and 'b' of the checkpoint are both renamed to 'c'.");
    expect(collide).toThrow(CheckpointError);
  });
});

describe('assertMatch', () => {
  it('says everything in one sentence and keeps the full lists', () => {
    const report = matchStateDict(
      shapes({ a: [1], b: [1], c: [1], d: [1], e: [2, 3], f: [1] }),
      found({ e: [3, 2], f: [1], z: [1] }),
    );
    const thrown = (() => {
      try {
        assertMatch(report, 'model.safetensors');
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({ code: 'STATE_DICT_MISMATCH', path: 'model.safetensors', report });
    expect((thrown as Error).message).toBe(
      "'model.safetensors' does not fit the model: 4 missing (a, b, c, ...); 1 unexpected (z); " +
        '1 of another shape (e (wanted [2,3], found [3,2])); 1 key fits.',
    );
  });
});
