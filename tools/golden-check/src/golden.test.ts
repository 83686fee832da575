// The command on the fixtures of every part, and on folders that it has never seen.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openGoldenFolder } from '@dg-sct/goldens';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useBackend } from './backend.ts';
import { checkPart, type FileResult } from './check.ts';
import { asJson, describe as describeResult, totals } from './print.ts';

const FIXTURES = fileURLToPath(new URL('../../goldens/fixtures', import.meta.url));
const PARTS = ['encoder-swin-v2', 'encoder-htsat', 'dg-sct-attention', 'task-avs'];

async function check(folder: string, only = /./): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for await (const result of checkPart(openGoldenFolder(folder), only)) results.push(result);
  return results;
}

beforeAll(() => useBackend('onnxruntime'));

describe.each(PARTS)('%s', (part) => {
  const { files } = openGoldenFolder(`${FIXTURES}/${part}`);

  test.each(files)('%s', { timeout: 600_000 }, async (file) => {
    const results = await check(`${FIXTURES}/${part}`, new RegExp(`/${file}$`));
    const result = results.find((candidate) => candidate.file === file);
    expect(result?.reasons).toEqual([]);
    expect(result).toMatchObject({ part, outcome: 'passed' });
    expect(result?.compared).toBeGreaterThan(0);
  });
});

describe('a folder that it has never seen', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'golden-'));
    cpSync(`${FIXTURES}/encoder-swin-v2`, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Rewrites the manifest. */
  function edit(change: (manifest: { files: Record<string, unknown>[]; part?: string }) => void): void {
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    change(manifest);
    writeFileSync(path, JSON.stringify(manifest));
  }

  test('passes under other file names and in another order', async () => {
    edit((manifest) => {
      manifest.files.reverse();
      for (const [i, entry] of manifest.files.entries()) {
        cpSync(join(folder, String(entry.file)), join(folder, `run-${i}.safetensors`));
        entry.file = `run-${i}.safetensors`;
      }
    });
    const results = await check(folder);
    expect(results.map(({ file, outcome }) => `${file} ${outcome}`)).toEqual(
      [0, 1, 2, 3, 4].map((i) => `run-${i} passed`),
    );
    expect(totals(results)).toBe('5 passed, 0 failed, 0 skipped');
  });

  test('fails for one value that is off, and says which', async () => {
    const path = join(folder, 'resize.safetensors');
    const bytes = readFileSync(path);
    bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) + 0.01, bytes.length - 4);
    writeFileSync(path, bytes);
    const results = await check(folder, /resize|block/);
    expect(totals(results)).toBe('1 passed, 1 failed, 3 skipped');
    const failed = results.find(({ outcome }) => outcome === 'failed');
    expect(failed?.reasons.join()).toMatch(/^\w+ \[.*: element \[.*difference 1\.00e-2/);
    expect(JSON.parse(asJson(results, 'onnxruntime'))).toMatchObject({ passed: 1, failed: 1, skipped: 3 });
  });

  test('fails for a weight prefix that the numbers were not made with', async () => {
    edit((manifest) => {
      for (const entry of manifest.files) if (entry.prefix !== undefined) entry.prefix = 'swan.';
    });
    const results = await check(folder, /tiny-a/);
    expect(results.find(({ file }) => file === 'tiny-a')?.outcome).toBe('failed');
  });

  test('fails for a tensor that nobody compares, in the manifest or in the file alone', async () => {
    edit((manifest) => {
      const resize = manifest.files.find(({ file }) => file === 'resize.safetensors');
      const outputs = resize?.outputs as { key: string }[];
      outputs.splice(0, 1, { ...outputs[0], key: 'unheard' });
    });
    const results = await check(folder, /resize/);
    const reasons = results.flatMap((result) => result.reasons).join('\n');
    expect(reasons).toMatch(/no tensor 'small'/);
    expect(reasons).toMatch(/2 not compared: unheard, small/);
  });

  test('fails for an entry of no known kind, and for a part without an adaptor', async () => {
    edit((manifest) => {
      for (const entry of manifest.files) Object.assign(entry, { config: { riddle: 1 }, cases: {} });
    });
    const results = await check(folder);
    expect(totals(results)).toBe('0 passed, 5 failed, 0 skipped');
    expect(results[0]?.reasons).toEqual([expect.stringMatching(/none of encoder-swin-v2's kinds .*riddle/)]);
    edit((manifest) => {
      manifest.part = 'task-unheard';
    });
    const unknown = await check(folder);
    expect(totals(unknown)).toBe('0 passed, 5 failed, 0 skipped');
    expect(unknown.map(describeResult).join('\n')).toContain(
      'There is no adaptor for the part "task-unheard"',
    );
  });
});
