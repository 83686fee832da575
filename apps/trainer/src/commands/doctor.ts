// `dgsct doctor`: what this machine can do, what is missing and how to get it.
import { checkBackends } from '../doctor/backends.ts';
import type { Check } from '../doctor/check.ts';
import { checkNode, type Machine, machine } from '../doctor/machine.ts';
import { checkMedia, checkWeights } from '../doctor/parts.ts';
import type { CommandIo } from '../io.ts';
import type { DoctorOptions } from './options.ts';

/** 0 when every required part is there, 1 otherwise. */
export async function runDoctor({ json = false }: DoctorOptions, io: CommandIo): Promise<number> {
  const about = machine();
  const [backends, media] = await Promise.all([checkBackends(), checkMedia()]);
  const checks = [checkNode(about), ...backends, ...media, checkWeights()];
  const ok = checks.every((check) => check.ok || !check.required);
  io.print(json ? JSON.stringify({ ok, ...about, checks }, null, 2) : describe(about, checks, ok));
  return ok ? 0 : 1;
}

function describe(
  { node, platform, cpu, cores, memory }: Machine,
  checks: readonly Check[],
  ok: boolean,
): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, ok, required, found, remedy }) => {
    const state = ok ? 'ok' : required ? 'MISSING' : 'absent';
    const line = `${name.padEnd(width)}  ${state.padEnd(7)}  ${found}`;
    return remedy === undefined ? [line] : [line, `${' '.repeat(width + 11)}-> ${remedy}`];
  });
  const verdict = ok ? 'Everything that is required is here.' : 'Something required is missing; see above.';
  return [
    `Node ${node} on ${platform}, ${cpu}, ${cores} cores, ${memory} GiB`,
    '',
    ...lines,
    '',
    verdict,
  ].join('\n');
}
