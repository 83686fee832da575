// The tolerance rule on made-up files, and the comparison run on the stored values themselves: those must pass
// everywhere, and no value may be moved beyond its tolerance unnoticed.
import type { HostTensor } from '@dg-sct/checkpoint';
import { describe, expect, it } from 'vitest';
import { compareGolden } from './compare.ts';
import { type GoldenFile, openGolden } from './golden.ts';
import type { GoldenTensor } from './manifest-tensors.ts';
import { GoldenReport } from './report.ts';
import type { Scope } from './tolerance.ts';

const parts = ['encoder-swin-v2', 'encoder-htsat', 'dg-sct-attention', 'task-ave'].map((name) =>
  openGolden(name),
);
const files = parts.flatMap((part) => part.files.map((name) => part.file(name)));

/** A file with the given tensors, all of them four elements: 1, -2, 0.5, 0 times absmax / 2. */
function fileOf(...tensors: Partial<GoldenTensor>[]): GoldenFile {
  const entries = tensors.map((tensor): [string, GoldenTensor] => {
    const full = {
      key: 'y',
      shape: [2, 2],
      kind: 'output',
      exact: false,
      atol: 1e-6,
      stride: 1,
      ...tensor,
    } as const;
    return [full.key, full];
  });
  const byKey = new Map(entries);
  const tensor = (key: string) => byKey.get(key) ?? fileOf().tensor(key);
  const stored = (key: string): HostTensor => {
    const { absmax = 2, stride } = tensor(key);
    const data = base(absmax).filter((_, i) => i % stride === 0);
    return { dtype: 'F64', shape: [data.length], data };
  };
  const golden = openGolden('task-ave').file('cmbs-tiny');
  return { ...golden, tensors: byKey, storedKeys: [...byKey.keys()], tensor, stored };
}

const base = (absmax: number) => Float64Array.of(1, -2, 0.5, 0).map((value) => (value * absmax) / 2);

/** Compares after moving element 2 by `error`. */
function moved(file: GoldenFile, error: number, scope: Scope = 'module', key = 'y') {
  const actual = base(file.tensor(key).absmax ?? 2);
  actual[2] = (actual[2] ?? 0) + error;
  return compareGolden(file, key, actual, { scope });
}

describe('the tolerance rule', () => {
  it('passes by the stated tolerance, else by the floor of the scope, else fails', () => {
    const output = fileOf({ absmax: 2 });
    expect(moved(output, 0.9e-6).passedBy).toBe('tolerance');
    expect(moved(output, 5e-5).passedBy).toBe('floor');
    expect(moved(output, 7e-5).passedBy).toBe('failed');
    expect(moved(output, 5e-4, 'network').passedBy).toBe('floor');
    expect(moved(output, 7e-4, 'network').passedBy).toBe('failed');
    const gradient = fileOf({ kind: 'gradient', absmax: 2 });
    expect(moved(gradient, 5e-4).passedBy).toBe('floor');
    expect(moved(gradient, 7e-4).passedBy).toBe('failed');
    expect(moved(gradient, 5e-3, 'network').passedBy).toBe('floor');
    expect(moved(gradient, 7e-3, 'network').passedBy).toBe('failed');
  });

  it('keeps a stated tolerance that is wider than the floor', () => {
    expect(moved(fileOf({ absmax: 2, atol: 0.1 }), 0.09).passedBy).toBe('tolerance');
  });

  it('treats statistics and trained parameters as outputs', () => {
    for (const kind of ['statistic', 'parameter'] as const) {
      expect(moved(fileOf({ kind, absmax: 2 }), 7e-5).passedBy).toBe('failed');
    }
  });

  it('has no floor for metrics and exact values', () => {
    const accuracy = fileOf({ key: 'out.accuracy', kind: 'metric', atol: 1e-9, absmax: 2 });
    expect(moved(accuracy, 2e-9, 'module', 'out.accuracy').passedBy).toBe('failed');
    expect(moved(fileOf({ atol: 1e-9, absmax: 2 }), 2e-9, 'exact').passedBy).toBe('failed');
    const exact = fileOf({ exact: true, atol: 0, absmax: 2 });
    expect(moved(exact, 0).passedBy).toBe('exact');
    expect(moved(exact, 1e-12).passedBy).toBe('failed');
  });

  it('compares a gradient that is zero by theory with 1e-5 of the largest of its file, and only a gradient', () => {
    const largest = { key: 'grad.big', kind: 'gradient', absmax: 100 } as const;
    const zero = fileOf({ kind: 'gradient', absmax: 1e-9 }, largest);
    expect(moved(zero, 0.9e-3).passedBy).toBe('zero gradient');
    expect(moved(zero, 1.1e-3).passedBy).toBe('failed');
    expect(moved(fileOf({ kind: 'gradient', absmax: 2e-4 }, largest), 0.9e-3).passedBy).toBe('failed');
    expect(moved(fileOf({ absmax: 1e-9 }, largest), 0.9e-3).passedBy).toBe('failed');
  });
});

describe('compareGolden', () => {
  it('fails on NaN, infinities and a wrong number of values', () => {
    const file = fileOf({ absmax: 2, atol: 1e9 });
    expect(moved(file, Number.NaN).passedBy).toBe('failed');
    expect(moved(file, Infinity).passedBy).toBe('failed');
    const short = compareGolden(file, 'y', [1, 2, 3], { scope: 'module' });
    expect(short).toMatchObject({ passedBy: 'failed', ratio: Infinity });
    expect(short.description).toBe('y should have shape [2,2] (4 values) but has 3 values');
  });

  it('sees changes between the sampled elements through mean, std and absmax', () => {
    const whole = base(2);
    const statistics = { mean: -0.125, std: Math.sqrt(1.296875), absmax: 2 };
    const file = fileOf({ stride: 2, ...statistics });
    expect(compareGolden(file, 'y', whole, { scope: 'module' }).passedBy).toBe('tolerance');
    whole[1] = -1.9; // not among the stored elements 0 and 2
    const result = compareGolden(file, 'y', whole, { scope: 'module' });
    expect(result.passedBy).toBe('failed');
    expect(result.description).toMatch(/absmax of the whole is 1.9, stored 2/);
  });

  it('says where the largest difference is', () => {
    expect(moved(fileOf({ absmax: 2 }), 0.25).description).toBe(
      'y [2,2]: element [1,0] is 0.75, stored 0.5, difference 2.50e-1 (tolerance 1.0e-6, floor 6.0e-5)',
    );
  });
});

describe('on the stored values themselves', () => {
  const whole = (file: GoldenFile) => [...file.tensors.values()].filter(({ stride }) => stride === 1);
  const numbers = (file: GoldenFile, key: string): number[] => Array.from(file.stored(key).data, Number);

  it.each(files.map((file) => [`${file.part}/${file.name}`, file] as const))('%s passes', (_, file) => {
    const report = new GoldenReport(file, 'module');
    for (const { key } of whole(file)) report.compare(key, numbers(file, key));
    if (report.results.length === 0) return;
    report.assertPassed();
    expect(report.passedOnlyByFloor).toEqual([]);
    expect(report.uncompared().every((key) => file.tensor(key).stride > 1)).toBe(true);
  });

  it('one value wrong by little more than the floor is caught, in all tensors but those named here', () => {
    const unnoticed: string[] = [];
    for (const file of files) {
      for (const { key, kind, exact, absmax = 1 } of whole(file).filter(
        (tensor) => tensor.kind !== 'input',
      )) {
        const values = numbers(file, key);
        const middle = values.length >> 1;
        const relative = kind.startsWith('gradient') ? 4e-3 : 4e-4;
        values[middle] = (values[middle] ?? 0) + (exact ? 1 : relative * absmax + 1e-8);
        const { passedBy } = compareGolden(file, key, values, { scope: 'network' });
        if (passedBy !== 'failed') unnoticed.push(`${file.name} ${key}: ${passedBy}`);
      }
    }
    const zero = unnoticed.filter((line) => line.endsWith('zero gradient'));
    // Small gradients of the first adapters; the same ones of later adapters are compared at full strength.
    expect(zero).toHaveLength(12);
    for (const line of zero)
      expect(line).toMatch(/e2e-tiny-train .*\.0\.fc_affine_(video_2|audio_2|v_s_att)\.weight/);
    // Here the reference's own float32 run strays further than that, so the stated tolerance is wider.
    expect(unnoticed.filter((line) => line.endsWith('tolerance'))).toEqual([
      'va-ave-train grad.ln_before.bias: tolerance',
      'va-fewshot-train grad.ln_before.bias: tolerance',
      'e2e-tiny-train grad.audio_adapter_blocks_p1.0.up_sampler.weight: tolerance',
      'e2e-tiny-train grad.audio_adapter_blocks_p2.0.up_sampler.weight: tolerance',
      'e2e-tiny-train grad.audio_adapter_blocks_p2.5.gate_av: tolerance',
      'e2e-paper-eval mid.audio_adapter_blocks_p1.6.map: tolerance',
    ]);
    expect(unnoticed).toHaveLength(18);
  });
});

describe('GoldenReport', () => {
  const file = fileOf(
    { absmax: 2 },
    { key: 'z', absmax: 2 },
    { key: 'in.x', kind: 'input', exact: true, atol: 0 },
  );

  it('tells failures, floor passes and what is missing', () => {
    const report = new GoldenReport(file, 'module');
    expect(() => report.assertPassed()).toThrow('task-ave/cmbs-tiny: nothing was compared.');
    expect(report.uncompared()).toEqual(['y', 'z']);
    report.compare(
      'z',
      base(2).map((value) => value + 3e-5),
    );
    report.assertPassed();
    expect(report.passedOnlyByFloor.map(({ key }) => key)).toEqual(['z']);
    expect(report.uncompared()).toEqual(['y']);
    report.compare(
      'y',
      base(2).map((value) => value + 1),
    );
    expect(() => report.assertPassed()).toThrow(
      'task-ave/cmbs-tiny: 1 of 2 passed, 1 only by the floor, worst error 1.0e+6 tolerances (y)\n  y [2,2]: element',
    );
    expect(report.worst?.key).toBe('y');
    expect(report.uncompared()).toEqual([]);
  });

  it('misses what is stored without a line in the manifest', () => {
    const storedKeys = ['y', 'z', 'in.x', 'in.unlisted', 'unlisted'];
    const report = new GoldenReport({ ...file, storedKeys }, 'module');
    expect(report.uncompared()).toEqual(['y', 'z', 'unlisted']);
  });

  it('judges single elements by a rule, of which a share may stray', () => {
    const report = new GoldenReport(file, 'module');
    const strayed = base(2).map((value, i) => (i === 3 ? value + 1 : value + 0.01));
    const tolerance = () => 0.02;
    expect(report.compareEach('y', strayed, { tolerance })).toMatchObject({ passedBy: 'failed', ratio: 50 });
    expect(report.worst?.description).toMatch(/element \[1,1\] is 1, stored 0, 50 times/);
    expect(report.compareEach('z', strayed, { tolerance, share: 0.75 }).passedBy).toBe('tolerance');
    expect(report.uncompared()).toEqual([]);
    expect(report.compareEach('z', [Number.NaN, -2, 0.5, 0], { tolerance }).passedBy).toBe('failed');
  });

  it('keeps facts that are no tensors', () => {
    const report = new GoldenReport(file, 'module');
    report.expectEqual('samples', 3, 3);
    report.assertPassed();
    report.expectEqual('samples', 3, 4);
    expect(() => report.assertPassed()).toThrow(/samples is 3, the manifest says 4/);
  });
});
