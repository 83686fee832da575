// Contests between small programs that speak the protocol: what is measured, who
// is left out, and that contestants who compute different numbers are refused.
import { describe, expect, it } from 'vitest';
import type { BenchCase } from './case.ts';
import { type ContestOptions, contest } from './contest.ts';
import type { Contestant } from './contestant.ts';
import type { Turn } from './protocol.ts';

const ENTRY: BenchCase = {
  id: 'suite/nothing',
  about: 'nothing',
  sizes: { full: { length: 2 }, tiny: { length: 1 } },
  prepare: () => {
    throw new Error('the contestants here have programs of their own');
  },
};

/** A process that says how long its steps took instead of taking any. */
function pretender(name: string, { sample = [1, 2], seconds = 0.5, failsAt = 99 } = {}): Contestant {
  const turn: Turn = { seconds: [seconds], peakBytes: 1000 };
  const script = `
    console.log('a banner that is no message');
    console.log(JSON.stringify({ sample: ${JSON.stringify([[100, 100], sample])}, version: 'pretender 1' }));
    let turns = 0;
    require('node:readline').createInterface({ input: process.stdin }).on('line', () => {
      if (++turns === ${failsAt}) throw new RangeError('out of luck');
      console.log(${JSON.stringify(JSON.stringify(turn))});
    });`;
  return {
    name,
    find: async () => ({ command: process.execPath, arguments: ['-e', script, '--'], mode: '' }),
  };
}

function run(
  contestants: readonly Contestant[],
  entry: BenchCase = ENTRY,
  more: Partial<ContestOptions> = {},
) {
  const said: string[] = [];
  const options: ContestOptions = {
    scale: 'full',
    rounds: 3,
    turnSeconds: 0.1,
    say: (line: string) => said.push(line),
    ...more,
  };
  return contest(entry, contestants, options).then((result) => ({ result, said }));
}

describe('contest', () => {
  it('measures every contestant in the given order', async () => {
    const { result } = await run([pretender('a'), pretender('b', { seconds: 0.25 })]);
    expect(result.leftOut).toEqual([]);
    expect(
      result.results.map(({ contestant, seconds, peakBytes }) => [contestant, seconds.median, peakBytes]),
    ).toEqual([
      ['a', 0.5, 1000],
      ['b', 0.25, 1000],
    ]);
  });

  it('starts a process for every turn of a heavy case', async () => {
    const { result } = await run([pretender('a', { failsAt: 3 })], { ...ENTRY, heavyBytes: 1 });
    expect(result.results.map(({ seconds }) => seconds.count)).toEqual([3]);
  });

  it('measures the first alone where no peer has the case, in one process', async () => {
    const entry = { ...ENTRY, heavyBytes: 1, alone: true };
    const { result, said } = await run([pretender('a'), pretender('b', { sample: [7, 7] })], entry);
    expect(result).toMatchObject({ alone: true, leftOut: [], results: [{ contestant: 'a' }] });
    expect(said.join()).not.toContain('without');
    const { result: failing } = await run([pretender('a', { failsAt: 3 })], entry);
    expect(failing.leftOut).toEqual([{ contestant: 'a', reason: 'a stopped: RangeError: out of luck' }]);
  });

  it('leaves out everybody where a heavy case does not fit into memory', async () => {
    const { result } = await run([pretender('a')], { ...ENTRY, heavyBytes: 2 ** 60 });
    expect(result.results).toEqual([]);
    expect(result.leftOut[0]?.reason).toMatch(/needs about 1073741824 GiB of memory and \d+ GiB are free/);
  });

  it('goes on without who is absent or fails, and says why', async () => {
    const absent: Contestant = { name: 'absent', find: async () => ({ absent: 'it is not there' }) };
    const missing: Contestant = {
      name: 'missing',
      find: async () => ({ command: '/no/such/program', arguments: [], mode: '' }),
    };
    const { result, said } = await run([pretender('a'), absent, missing, pretender('b', { failsAt: 2 })]);
    expect(result.results.map(({ contestant }) => contestant)).toEqual(['a']);
    expect(result.leftOut).toEqual([
      { contestant: 'absent', reason: 'it is not there' },
      { contestant: 'missing', reason: 'missing stopped: spawn /no/such/program ENOENT' },
      { contestant: 'b', reason: 'b stopped: RangeError: out of luck' },
    ]);
    expect(said).toContain('nothing: without absent, it is not there');
    expect(said).toContain('nothing: without b, b stopped: RangeError: out of luck');
  });

  it('tells of one that rounds on purpose how far off it is, and refuses it beyond its own bound', async () => {
    const rounding = (tolerance: number) => ({ ...pretender('b', { sample: [1, 2.1] }), tolerance });
    const { result } = await run([pretender('a'), rounding(0.1)]);
    expect(result.results[0]?.difference).toBeUndefined();
    expect(result.results[1]?.difference?.largest).toBeCloseTo(0.05);
    expect(result.results[1]?.difference?.mean).toBeCloseTo(0.0125);
    const refused = (await run([pretender('a'), rounding(0.01)])).result;
    expect(refused).toMatchObject({ results: [], disagreement: expect.stringContaining('a and b must') });
  });

  describe('where rounding decides', () => {
    const entry = { ...ENTRY, fullTolerance: 0.01, roundingOfOthers: 0.1 };
    const exact = pretender('truth', { sample: [1, 2] });
    const close = pretender('a', { sample: [1, 2.001] });
    const rough = pretender('b', { sample: [1, 2.1] });

    it('all are compared with exact numbers and told how far off they are', async () => {
      const { result, said } = await run([close, rough], entry, { exact });
      expect(result).toMatchObject({ exact: 'truth', leftOut: [] });
      expect(said).toContain('nothing: what is right, by truth');
      const [a, b] = result.results.map(({ difference }) => difference?.largest);
      expect([a, b]).toEqual([expect.closeTo(0.0005), expect.closeTo(0.05)]);
    });

    it.each([
      ['the first contestant is held to the usual tolerance', [rough, close], 'truth and b must'],
      ['others to their own', [close, pretender('c', { sample: [1, 2.3] })], 'truth and c must'],
    ])('%s', async (_title, contestants, sentence) => {
      const { result } = await run(contestants, entry, { exact });
      expect(result).toMatchObject({ results: [], disagreement: expect.stringContaining(sentence) });
    });

    it('without exact numbers contestants are compared with the first one', async () => {
      const absent: Contestant = { name: 'truth', find: async () => ({ absent: 'it is not there' }) };
      const failing: Contestant = {
        name: 'truth',
        find: async () => ({ command: '/no/such/program', arguments: [], mode: '' }),
      };
      for (const missing of [absent, failing]) {
        const { result } = await run([close, rough], entry, { exact: missing });
        expect(result.disagreement).toContain('a and b must');
        expect(result.exact).toBeUndefined();
      }
      const { result } = await run([close, pretender('c', { sample: [1, 2.01] })], entry);
      expect(result.results.map(({ difference }) => difference)).toEqual([undefined, undefined]);
    });

    it('nobody asks for them where there is one contestant', async () => {
      expect((await run([close], entry, { exact })).said.join()).not.toContain('truth');
      expect((await run([close, close], entry, { exact, scale: 'tiny' })).said.join()).toContain('truth');
    });
  });

  it.each([[[1, 2.1]], [[1]], [[1, Number.NaN]]])('refuses to compare [1, 2] with %j', async (sample) => {
    const { result, said } = await run([pretender('a'), pretender('b', { sample })]);
    expect(result).toMatchObject({ results: [], disagreement: expect.stringContaining('a and b must') });
    expect(said).toContain(result.disagreement);
  });
});
