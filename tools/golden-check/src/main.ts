// The command `golden`: checks golden folders and exits with 1 when a file failed, 2 for wrong usage.
import { openGoldenFolder } from '@dg-sct/goldens';
import { type Arguments, readArguments, USAGE, UsageError } from './arguments.ts';
import { useBackend } from './backend.ts';
import { checkPart, type FileResult } from './check.ts';
import { asJson, describe, totals } from './print.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run({ folders, only, json, backend }: Arguments): Promise<boolean> {
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

try {
  // pnpm runs a script in the workspace's root; folders are meant from where it was called.
  const choice = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  process.exitCode = (await run(choice)) ? 0 : 1;
} catch (error) {
  const usage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(usage ? `${message}\n${USAGE}\n` : `${message}\n`);
  process.exitCode = usage ? 2 : 1;
}
