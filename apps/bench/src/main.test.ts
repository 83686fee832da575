// The command: what goes to standard output, the report, and exit codes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { hasPython } from './contest/contestants.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const HAS_TORCH = hasPython('torch, numpy').found;
const folder = mkdtempSync(join(tmpdir(), 'bench '));
afterAll(() => rmSync(folder, { recursive: true }));

function bench(...args: string[]) {
  const out = join(folder, `${Math.random()}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--out', out], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr, out };
}

const LONG = { timeout: 600_000 };

describe('bench', () => {
  it('prints one JSON value and nothing else, and leaves a report', LONG, () => {
    const { status, stdout, stderr, out } = bench(
      'engine',
      '--json',
      '--quick',
      '--case',
      'gelu',
      '--peer',
      'tfjs-wasm',
    );
    expect(status, stderr).toBe(0);
    const { cases, machine, quick } = JSON.parse(stdout);
    expect(quick).toBe(true);
    expect(machine.cores).toBeGreaterThan(0);
    expect(cases).toHaveLength(1);
    const [{ suite, name, seconds, peakBytes, ratios, results }] = cases;
    expect({ suite, name }).toEqual({ suite: 'engine', name: 'gelu' });
    expect(seconds).toBeGreaterThan(0);
    expect(peakBytes).toBeGreaterThan(1e7);
    expect(Object.keys(ratios)).toEqual(['tfjs-wasm']);
    expect(results[0].version).toMatch(/^onnxruntime-node \d/);
    expect(stderr).toContain('gelu: round 1 of 2');
    expect(readFileSync(join(out, 'results.json'), 'utf8')).toBe(stdout);
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain('| gelu | onnxruntime |');
    expect(existsSync(join(out, 'engine.svg'))).toBe(true);
  });

  it('a quick run of everything, without thresholds', LONG, () => {
    const { status, stdout, stderr } = bench('--json', '--quick', '--peer', 'onnxruntime-webgpu');
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    const suites = cases.map(({ suite }: { suite: string }) => suite);
    expect([...new Set(suites)]).toEqual(['engine', 'step', 'infer', 'media', 'scale', 'accuracy']);
    const ofStep = cases.filter(({ suite }: { suite: string }) => suite === 'step');
    expect(ofStep.map(({ name }: { name: string }) => name)).toEqual([
      'ave-tiny',
      'avvp-paper',
      'avs-s4-paper',
      'avs-ms3-paper',
      'avqa-paper',
      'avqa-grounding-paper',
    ]);
    // The peak is measured once for both suites that tell shares of it.
    expect(stderr.match(/: \[256, 256\] times/g)).toHaveLength(1);
    const peaks: number[] = [];
    for (const { suite, name, exponents, flops, seconds, shareOfPeak } of cases) {
      if (suite === 'scale') {
        // Of the first axis alone there are two sizes.
        const exponent = name === 'clips' ? expect.any(Number) : null;
        expect(exponents, name).toEqual({ time: exponent, memory: exponent });
      }
      if (suite !== 'step' && suite !== 'infer') continue;
      expect(flops, name).toBeGreaterThan(1e6);
      // Above one, too, where other tests were at work while the peak was measured.
      expect(shareOfPeak, name).toBeGreaterThan(0);
      peaks.push(flops / seconds / shareOfPeak);
    }
    for (const peak of peaks) expect(peak / (peaks[0] ?? 0)).toBeCloseTo(1, 6);
    const accuracies = cases.filter(({ suite }: { suite: string }) => suite === 'accuracy');
    expect(accuracies.map(({ ablation }: { ablation: string }) => ablation)).toEqual([
      'all',
      'no cross-modal layers',
    ]);
    for (const { mean } of accuracies) expect(mean).toBeGreaterThanOrEqual(0);
  });

  it.skipIf(!HAS_TORCH)('PyTorch computes the same in every case (needs TORCH_PYTHON)', LONG, () => {
    // Every case, where a quick run takes some.
    const engine = 'call,matmul,layer-norm,softmax,gelu,chain,log-mel,blocks';
    for (const [suite = '', cases = ''] of [
      ['engine', engine],
      ['step', 'ave'],
      ['infer', 'ave'],
    ]) {
      const { status, stdout, stderr } = bench(
        ...[suite, '--json', '--quick', '--peer', 'pytorch', '--case', cases],
      );
      expect(status, stderr).toBe(0);
      for (const { name, ratios } of JSON.parse(stdout).cases)
        expect(ratios, `${name}\n${stderr}`).toMatchObject({ pytorch: {} });
    }
  });

  it('start: the cached graph computes the same', LONG, () => {
    const { status, stdout, stderr } = bench('start', '--json', '--quick');
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    expect(cases.map(({ name }: { name: string }) => name)).toEqual(['cold', 'cached']);
    for (const { seconds, traceSeconds } of cases) expect(seconds).toBeGreaterThan(traceSeconds);
  });

  it('soak: what is held before and after', LONG, () => {
    const { status, stdout, stderr } = bench('soak', '--json', '--quick');
    expect(status, stderr).toBe(0);
    const [{ name, steps, before, after, growth }] = JSON.parse(stdout).cases;
    expect({ name, steps }).toEqual({ name: 'soak', steps: 20 });
    expect(before.bytes).toBeGreaterThan(1e7);
    expect(growth).toBeCloseTo(after.bytes / before.bytes - 1, 9);
    expect(after.tensors).toBe(before.tensors);
    expect(after.handles).toBe(before.handles);
    for (const { stepsPerSecond } of [before, after]) expect(stepsPerSecond).toBeGreaterThan(0);
  });

  it.each([
    [['attention'], 'there is no benchmark "attention"; choose from engine, step, infer'],
    [['engine', '--case', 'nothing'], 'there is no case "nothing"; choose from call, '],
    [['engine', '--peer', 'abacus'], 'there is no peer "abacus"; choose from pytorch, '],
    [['engine', '--rounds', '0'], '--rounds is "0"; it must be a positive number'],
    [['engine', '--turn', 'x'], '--turn is "x"; it must be a positive number'],
    [['engine', '--fast'], "Unknown option '--fast'"],
  ])('%j is wrong usage', (args, message) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
