// The command `bench`: one benchmark by name. Results go to standard output,
// progress to standard error.
import { ENGINE_USAGE, engineCommand } from './engine/command.ts';
import { BenchError } from './errors.ts';
import { PAPER_USAGE, paperCommand } from './paper/command.ts';
import { SOAK_USAGE, soakCommand } from './soak/command.ts';
import { START_USAGE, startCommand } from './start/command.ts';

interface Benchmark {
  readonly usage: string;
  readonly run: (argv: readonly string[]) => void | Promise<void>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  engine: { usage: ENGINE_USAGE, run: engineCommand },
  paper: { usage: PAPER_USAGE, run: paperCommand },
  soak: { usage: SOAK_USAGE, run: soakCommand },
  start: { usage: START_USAGE, run: startCommand },
};

const [name = '', ...rest] = process.argv.slice(2);
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
try {
  if (benchmark === undefined) {
    const names = Object.keys(BENCHMARKS).join(', ');
    throw new BenchError('USAGE', `there is no benchmark "${name}"; choose from ${names}`);
  }
  await benchmark.run(rest);
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  const usages = benchmark === undefined ? Object.values(BENCHMARKS) : [benchmark];
  if (error.code === 'USAGE') process.stderr.write(usages.map(({ usage }) => `${usage}\n`).join(''));
  process.exitCode = error.code === 'USAGE' ? 2 : 1;
}
