import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('../dist/interrupt.js', import.meta.url);
/** A command that tells of the first signal and never ends by itself. */
const SCRIPT = `
  const { listenForInterrupts } = await import(${JSON.stringify(MODULE)});
  const signal = listenForInterrupts();
  signal.addEventListener('abort', () => console.log('saving after', signal.reason.exitCode));
  setInterval(() => {}, 1000);
  console.log('working');
`;

describe('listenForInterrupts', () => {
  it.each([
    ['SIGINT', 'SIGINT', 130, 130],
    ['SIGTERM', 'SIGTERM', 143, 143],
    ['SIGINT', 'SIGTERM', 130, 143],
  ] as const)(
    'asks to stop at %s and ends at once at a following %s',
    async (first, second, asked, ended) => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT]);
      const lines: string[] = [];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        lines.push(text);
        child.kill(lines.length === 1 ? first : second);
      });
      const [exitCode] = (await once(child, 'close')) as [number | null];
      expect(lines).toEqual(['working\n', `saving after ${asked}\n`]);
      expect(exitCode).toBe(ended);
    },
  );
});
