// The command `golden`: checks golden folders and exits with 1 when a file failed, 2 for wrong usage, which it tells at once.
import { readArguments, USAGE, UsageError } from './arguments.ts';

try {
  // pnpm runs a script in the workspace's root; folders are meant from where it was called.
  const choice = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  const { golden } = await import('./golden.ts');
  process.exitCode = (await golden(choice)) ? 0 : 1;
} catch (error) {
  const usage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(usage ? `${message}\n${USAGE}\n` : `${message}\n`);
  process.exitCode = usage ? 2 : 1;
}
