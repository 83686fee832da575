// The command `new-task`, for the workspace that this file lies in.
import { fileURLToPath } from 'node:url';
import { readArguments } from './arguments.ts';
import { newTask } from './new-task.ts';

try {
  const name = readArguments(process.argv.slice(2));
  const { folder, changeset } = await newTask(fileURLToPath(new URL('../../..', import.meta.url)), name);
  console.log(`${folder} classifies clips, and ${changeset} announces it.`);
  console.log(`1. Try it: npx -y pnpm@10 exec turbo run test --filter=@dg-sct/task-${name}`);
  console.log(
    `2. Make it yours: change what is in ${folder}/src until it is your task and the test passes again.`,
  );
  console.log('3. Make it known: CONTRIBUTING.md, "How to add a task head", says where.');
} catch (error) {
  // The operating system's errors have a code, too, such as that of a full disk.
  if (!(error instanceof Error && 'code' in error)) throw error;
  console.error(`new-task: ${error.message}`);
  process.exitCode = error.code === 'USAGE' || error.code === 'BAD_NAME' ? 2 : 1;
}
