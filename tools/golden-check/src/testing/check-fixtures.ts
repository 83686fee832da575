// Every file of a part that comes with this repository, as a test. Parts are spread over test files, which run side by side.
import { fileURLToPath } from 'node:url';
import { openGoldenFolder } from '@dg-sct/goldens';
import { beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../backend.ts';
import { checkPart, type FileResult } from '../check.ts';

const FIXTURES = fileURLToPath(new URL('../../../goldens/fixtures', import.meta.url));

async function check(folder: string, only = /./): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for await (const result of checkPart(openGoldenFolder(folder), only)) results.push(result);
  return results;
}

export function checkFixtures(parts: readonly string[]): void {
  beforeAll(() => useBackend('onnxruntime'));

  describe.each(parts)('%s', (part) => {
    const { files } = openGoldenFolder(`${FIXTURES}/${part}`);

    test.for(files)('%s', { timeout: 600_000 }, async (file, { skip }) => {
      const results = await check(`${FIXTURES}/${part}`, new RegExp(`/${file}$`));
      const result = results.find((candidate) => candidate.file === file);
      // Data that are not distributed with the goldens, and are not here.
      if (result?.outcome === 'skipped') skip(result.reasons.join());
      expect(result?.reasons).toEqual([]);
      expect(result).toMatchObject({ part, outcome: 'passed' });
      expect(result?.compared).toBeGreaterThan(0);
      // Many of those in one module point to a wrong epsilon or order of operations.
      if (part.startsWith('encoder')) expect(result?.passedOnlyByFloor).toBe(0);
    });
  });
}
