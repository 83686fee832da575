// The built command as a program: exit codes, the last line, and JSON alone on the standard output.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../goldens/fixtures', import.meta.url));

function golden(...args: string[]) {
  const env = { ...process.env, INIT_CWD: FIXTURES };
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env });
}

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);

test('0 and the totals where everything passed', () => {
  const { status, stdout } = golden('encoder-swin-v2', 'task-ave', '--only', 'resize|metric');
  expect(stdout).toMatch(/^passed {2}encoder-swin-v2\/resize: 3 compared, 0 only by the floor, worst error/);
  expect(lastLine(stdout)).toBe('2 passed, 0 failed, 17 skipped');
  expect(status).toBe(0);
});

test.each(['onnxruntime', 'cpu', 'wasm'])('JSON alone, on %s', (backend) => {
  const { status, stdout } = golden('task-ave', '--only', 'weak', '--json', '--backend', backend);
  expect(JSON.parse(stdout)).toMatchObject({ backend, passed: 1, failed: 0, skipped: 13 });
  expect(status).toBe(0);
});

test('1 where a stored value is off', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  cpSync(`${FIXTURES}/encoder-swin-v2`, folder, { recursive: true });
  const path = join(folder, 'resize.safetensors');
  const bytes = readFileSync(path);
  bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) + 0.01, bytes.length - 4);
  writeFileSync(path, bytes);
  const { status, stdout } = golden(folder, '--only', 'resize');
  rmSync(folder, { recursive: true });
  expect(stdout).toMatch(/^failed {2}encoder-swin-v2\/resize.*\n {4}\w+ \[.*difference 1\.00e-2/);
  expect(lastLine(stdout)).toBe('0 passed, 1 failed, 4 skipped');
  expect(status).toBe(1);
});

test('2 and the usage for wrong usage', () => {
  for (const args of [[], ['task-nobody'], ['task-ave', '--quick']]) {
    const { status, stdout, stderr } = golden(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(lastLine(stderr)).toMatch(/^usage: golden DIR/);
  }
});
