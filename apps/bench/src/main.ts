// The command `bench`: suites by name. Results go to standard output, progress to
// standard error, and a report to a folder of its own.
import { join } from 'node:path';
import { BenchError } from './errors.ts';
import { describeMachine } from './machine.ts';
import { parse, positive, words } from './options.ts';
import { terminalText } from './report/terminal.ts';
import { writeReport } from './report/write.ts';
import { runBench } from './run.ts';
import { SUITES } from './suites.ts';

const USAGE = `usage: bench [SUITE]... [--quick] [--json] [--peer NAME,...]... [--case NAME,...]...
             [--rounds N] [--turn SECONDS] [--out FOLDER] [--report FILE]

${SUITES.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join('\n')}
`;

async function main(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parse(argv, {
    help: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    peer: { type: 'string', multiple: true },
    case: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    turn: { type: 'string' },
    out: { type: 'string' },
    report: { type: 'string' },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const machine = describeMachine();
  const date = new Date().toISOString();
  const folder = values.out ?? join('runs', 'bench', date.slice(0, 19).replaceAll(':', '-'));
  const { cases, sections, disagreements } = await runBench({
    quick: values.quick,
    folder,
    say: (line) => void process.stderr.write(`${line}\n`),
    ...(positionals.length === 0 ? {} : { suites: positionals }),
    ...(values.peer && { peers: words(values.peer) }),
    ...(values.case && { cases: words(values.case) }),
    ...(values.rounds && { rounds: positive('--rounds', values.rounds, Number.isInteger) }),
    ...(values.turn && { turnSeconds: positive('--turn', values.turn, Number.isFinite) }),
  });
  const json = `${JSON.stringify({ date, quick: values.quick, machine, cases })}\n`;
  const page = {
    command: `npx -y pnpm@10 bench ${argv.join(' ')}`.trimEnd(),
    date: date.slice(0, 10),
    quick: values.quick,
    machine,
    sections,
  };
  writeReport(page, json, {
    folder,
    ...(values.report === undefined ? {} : { page: values.report }),
  });
  process.stdout.write(values.json ? json : terminalText(sections));
  process.stderr.write(`report: ${join(folder, 'report.md')}\n`);
  for (const sentence of disagreements) process.stderr.write(`${sentence}\n`);
  if (disagreements.length > 0) process.exitCode = 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  if (error.code === 'USAGE') process.stderr.write(USAGE);
  process.exitCode = error.code === 'USAGE' ? 2 : 1;
}
