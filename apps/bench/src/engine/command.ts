// `bench engine`: options to a run, results to standard output.
import { oneOf, parse, positive } from '../options.ts';
import { SCALES } from './cases/case.ts';
import { summarize, table } from './report.ts';
import { COMPARED, type EngineBenchOptions, runEngineBench } from './run.ts';

export const ENGINE_USAGE = `usage: bench engine [--json] [--case NAME]... [--against CONTESTANT]...
                    [--rounds N] [--turn SECONDS] [--scale full|tiny]`;

/** Throws `BenchError`. */
export async function engineCommand(argv: readonly string[]): Promise<void> {
  const { json, ...options } = readOptions(argv);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const results = await runEngineBench({ ...options, say });
  process.stdout.write(
    json ? `${JSON.stringify({ cases: summarize(results, COMPARED) })}\n` : table(results),
  );
}

function readOptions(argv: readonly string[]): EngineBenchOptions & { json: boolean } {
  const values = parse(argv, {
    json: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true },
    against: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
    turn: { type: 'string', default: '1' },
    scale: { type: 'string', default: 'full' },
  });
  return {
    json: values.json,
    scale: oneOf('--scale', values.scale, SCALES),
    rounds: positive('--rounds', values.rounds, Number.isInteger),
    turnSeconds: positive('--turn', values.turn, Number.isFinite),
    ...(values.case && { cases: values.case }),
    ...(values.against && { against: values.against }),
  };
}
