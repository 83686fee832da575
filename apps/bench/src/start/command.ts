// `bench start`: options to measurements, results to standard output.
import { parse, positive } from '../options.ts';
import { measureStart, type StartResult } from './measure.ts';

export const START_USAGE = 'usage: bench start [--json] [--layers N] [--rounds N]';

/** Throws `BenchError`. */
export function startCommand(argv: readonly string[]): void {
  const values = parse(argv, {
    json: { type: 'boolean', default: false },
    layers: { type: 'string', default: '160' },
    rounds: { type: 'string', default: '3' },
  });
  const results = measureStart({
    layers: positive('--layers', values.layers, Number.isInteger),
    rounds: positive('--rounds', values.rounds, Number.isInteger),
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(values.json ? `${JSON.stringify({ cases: results })}\n` : results.map(line).join(''));
}

function line({ name, seconds, traceSeconds }: StartResult): string {
  return `${name.padEnd(6)}  first call ${seconds.toFixed(2)} s, of which tracing ${traceSeconds.toFixed(2)} s\n`;
}
