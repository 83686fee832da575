// Checks golden folders and prints what came out of it.
import { openGoldenFolder } from '@dg-sct/goldens';
import type { Arguments } from './arguments.ts';
import { useBackend } from './backend.ts';
import { checkPart, type FileResult } from './check.ts';
import { asJson, describe, totals } from './print.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Whether no file failed. */
export async function golden({ folders, only, json, backend }: Arguments): Promise<boolean> {
  const parts = folders.map(openGoldenFolder);
  await useBackend(backend);
  const results: FileResult[] = [];
  for (const part of parts) {
    for await (const result of checkPart(part, only)) {
      results.push(result);
      const asked = result.outcome !== 'skipped' || result.reasons.length > 0;
      if (asked && !json) print(describe(result));
    }
  }
  print(json ? asJson(results, backend) : totals(results));
  return results.every(({ outcome }) => outcome !== 'failed');
}
