// `bench soak`: options to the measurement, its result to standard output.
import { parse, positive } from '../options.ts';
import { measureGrowth } from './measure.ts';

export const SOAK_USAGE = 'usage: bench soak [--json] [--steps N] [--warm-up N]';

/** Throws `BenchError`. */
export function soakCommand(argv: readonly string[]): void {
  const values = parse(argv, {
    json: { type: 'boolean', default: false },
    steps: { type: 'string', default: '2000' },
    'warm-up': { type: 'string', default: '500' },
  });
  const steps = positive('--steps', values.steps, Number.isInteger);
  const { before, after } = measureGrowth(positive('--warm-up', values['warm-up'], Number.isInteger), steps);
  const growth = after / before - 1;
  const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ cases: [{ name: 'soak', steps, before, after, growth }] })}\n`
      : `${steps} steps: ${megabytes(before)} to ${megabytes(after)}, ${(100 * growth).toFixed(2)} % more\n`,
  );
}
