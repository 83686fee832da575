// `bench paper`: options to measurements, results to standard output.
import { SCALES } from '../engine/cases/case.ts';
import { oneOf, parse, positive } from '../options.ts';
import { measurePaper, PAPER_PASSES, type PaperResult } from './measure.ts';

export const PAPER_USAGE =
  'usage: bench paper [--json] [--pass forward|step]... [--runs N] [--scale full|tiny]';

/** Throws `BenchError`. */
export function paperCommand(argv: readonly string[]): void {
  const values = parse(argv, {
    json: { type: 'boolean', default: false },
    pass: { type: 'string', multiple: true, default: [...PAPER_PASSES] },
    runs: { type: 'string', default: '2' },
    scale: { type: 'string', default: 'full' },
  });
  const runs = positive('--runs', values.runs, Number.isInteger);
  const scale = oneOf('--scale', values.scale, SCALES);
  const passes = values.pass.map((name) => oneOf('--pass', name, PAPER_PASSES));
  const results = passes.map((pass) => {
    process.stderr.write(`paper: ${pass}\n`);
    return measurePaper(pass, runs, scale);
  });
  process.stdout.write(values.json ? `${JSON.stringify({ cases: results })}\n` : results.map(line).join(''));
}

function line({ name, firstSeconds, seconds, peakBytes }: PaperResult): string {
  const times = `first call ${firstSeconds.toFixed(1)} s, then ${seconds.toFixed(1)} s`;
  return `${name.padEnd(8)}${times}, at most ${(peakBytes / 2 ** 30).toFixed(1)} GiB resident\n`;
}
