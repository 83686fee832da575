// The command: what goes to standard output, and exit codes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const PYTHON = process.env.TORCH_PYTHON ?? 'python3';
const HAS_TORCH = spawnSync(PYTHON, ['-c', 'import torch, numpy']).status === 0;

function bench(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
}

const QUICK = ['--scale', 'tiny', '--rounds', '1', '--turn', '0.01'];

describe('bench', () => {
  it('prints one JSON value and nothing else', () => {
    const { status, stdout, stderr } = bench(
      'engine',
      '--json',
      '--case',
      'gelu',
      '--against',
      'tfjs-wasm',
      ...QUICK,
    );
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    expect(Object.keys(cases[0])).toEqual(['name', 'seconds', 'peakBytes', 'ratios']);
    expect(cases[0].seconds).toBeGreaterThan(0);
    expect(cases[0].peakBytes).toBeGreaterThan(1e7);
    expect(Object.keys(cases[0].ratios)).toEqual(['tfjs-wasm']);
    expect(stderr).toContain('gelu: round 1 of 1');
  });

  it.skipIf(!HAS_TORCH)('PyTorch computes the same in every case', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = bench('engine', '--json', '--against', 'pytorch', ...QUICK);
    expect(status, stderr).toBe(0);
    for (const { name, ratios } of JSON.parse(stdout).cases)
      expect(ratios, `${name}\n${stderr}`).toMatchObject({ pytorch: {} });
  });

  it('start: the cached graph computes the same', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = bench('start', '--json', '--layers', '4', '--rounds', '1');
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    expect(cases.map(({ name }: { name: string }) => name)).toEqual(['cold', 'cached']);
    for (const { seconds, traceSeconds } of cases) expect(seconds).toBeGreaterThan(traceSeconds);
  });

  it('soak: resident memory before and after', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = bench('soak', '--json', '--steps', '20', '--warm-up', '5');
    expect(status, stderr).toBe(0);
    const [{ name, steps, before, after, growth }] = JSON.parse(stdout).cases;
    expect({ name, steps }).toEqual({ name: 'soak', steps: 20 });
    expect(before).toBeGreaterThan(1e7);
    expect(growth).toBeCloseTo(after / before - 1, 9);
  });

  it('paper: forward pass and training step', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = bench('paper', '--json', '--scale', 'tiny', '--runs', '1');
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    expect(cases.map(({ name }: { name: string }) => name)).toEqual(['forward', 'step']);
    for (const { firstSeconds, seconds, peakBytes } of cases) {
      expect(firstSeconds).toBeGreaterThan(seconds);
      expect(peakBytes).toBeGreaterThan(1e7);
    }
  });

  it.each([
    [['soak', '--steps', '-1'], '--steps'],
    [['paper', '--pass', 'backward'], '--pass is "backward"; it must be forward or step'],
    [['start', '--layers', 'x'], '--layers is "x"; it must be a positive number'],
    [['attention'], 'there is no benchmark "attention"'],
    [['engine', '--case', 'nothing'], 'there is no case "nothing"; choose from call, '],
    [['engine', '--against', 'abacus'], 'there is no contestant "abacus"'],
    [['engine', '--rounds', '0'], '--rounds is "0"; it must be a positive number'],
    [['engine', '--scale', 'huge'], '--scale is "huge"; it must be full or tiny'],
    [['engine', '--fast'], "Unknown option '--fast'"],
  ])('%j is wrong usage', (args, message) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
