// The command `conformance`: runs tfjs-core's own published tests on one backend.
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import Jasmine from 'jasmine';
import { EXCLUSIONS } from './exclusions.ts';
import { environmentMark, registerSpecs } from './published-tests.ts';
import { Report } from './report.ts';

/** How each backend gets registered with tfjs; `cpu` comes with it. */
const BACKENDS: Readonly<Record<string, () => Promise<unknown>>> = {
  onnxruntime: () => import('@dg-sct/tfjs-onnxruntime'),
  cpu: async () => {},
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
};

const USAGE = `usage: conformance [--filter REGEX] [--backend ${Object.keys(BACKENDS).join('|')}]`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readArguments(): { filter: RegExp; backend: string } {
  const options = {
    filter: { type: 'string', default: '' },
    backend: { type: 'string', default: 'onnxruntime' },
  } as const;
  const { values } = parseArgs({ options });
  if (BACKENDS[values.backend] === undefined) throw new Error(`there is no backend "${values.backend}"`);
  return { filter: new RegExp(values.filter, 'i'), backend: values.backend };
}

async function run(filter: RegExp, backend: string): Promise<boolean> {
  // tfjs-core is loaded twice, as tests and as a backend's dependency; both share one engine.
  tf.env().set('IS_TEST', true);
  await BACKENDS[backend]?.();
  const jasmine = new Jasmine({ globals: true });
  const mine = backend === 'onnxruntime';
  await registerSpecs(backend, !mine);
  const mark = environmentMark(backend);
  const report = new Report({ mark, filter, exclusions: mine ? EXCLUSIONS : [] }, print);
  jasmine.env.configure({ specFilter: report.selects, random: false });
  jasmine.env.clearReporters();
  jasmine.env.addReporter(report);
  jasmine.exitOnCompletion = false;
  await jasmine.execute();
  return report.close();
}

let choice: ReturnType<typeof readArguments>;
try {
  choice = readArguments();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
  process.exit(2);
}
process.exit((await run(choice.filter, choice.backend)) ? 0 : 1);
