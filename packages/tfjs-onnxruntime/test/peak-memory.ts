// The most memory that a program holds, measured in a process of its own.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const REPORT = `
  import { readFileSync } from 'node:fs';
  let kilobytes = process.resourceUsage().maxRSS;
  try {
    kilobytes = Number(/^VmHWM:\\s*(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {}
  console.log(kilobytes / 1024);`;

/** In MB. @param program a module that imports `runtime`, and what else it needs, from `./dist/index.js` and prints nothing */
export function peakMegabytes(program: string): number {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `${program}\n${REPORT}\nawait runtime.dispose();`],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  expect(status, stderr).toBe(0);
  return Number(stdout);
}
