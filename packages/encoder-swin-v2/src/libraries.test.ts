// Models that timm and transformers make in this moment, at other sizes than those of the stored files. Needs Python
// with both; TORCH_PYTHON names it where `python3` is another.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCRIPT, worstDifference } from '../test/library-run.ts';

const PYTHON = process.env.TORCH_PYTHON || 'python3';
const isAbsent = spawnSync(PYTHON, ['-c', 'import timm, transformers, safetensors']).status !== 0;
const title = isAbsent ? `timm and transformers, absent from ${PYTHON}` : 'timm and transformers';

describe.skipIf(isAbsent)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'swin-v2-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    execFileSync(PYTHON, [SCRIPT, folder, '7', '3'], { stdio: 'pipe' });
    await tf.setBackend('cpu');
  });

  test.each([
    ['timm-1.pth', 'timm'],
    ['timm-0.6.pth', 'timm'],
    ['microsoft.pth', 'timm'],
    ['hugging-face.safetensors', 'hugging-face'],
  ])('our model answers as the one in %s', async (file, library) => {
    expect(await worstDifference(folder, file, library)).toBeLessThan(1e-4);
  });
});
