// The command `bench`: one benchmark by name. Results go to standard output,
// progress to standard error.
import { ENGINE_USAGE, engineCommand } from './engine/command.ts';
import { BenchError } from './errors.ts';

const [benchmark, ...rest] = process.argv.slice(2);
try {
  if (benchmark !== 'engine') {
    throw new BenchError('USAGE', `there is no benchmark "${benchmark ?? ''}"; choose engine`);
  }
  await engineCommand(rest);
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  if (error.code === 'USAGE') process.stderr.write(`${ENGINE_USAGE}\n`);
  process.exitCode = error.code === 'USAGE' ? 2 : 1;
}
