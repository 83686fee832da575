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
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGINT', 'SIGTERM', 130],
  ] as const)(
    'asks to stop at %s and lets the system end the process at a following %s',
    async (first, second, asked) => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT]);
      const lines: string[] = [];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        lines.push(text);
        child.kill(lines.length === 1 ? first : second);
      });
      expect(await once(child, 'close')).toEqual([null, second]);
      expect(lines).toEqual(['working\n', `saving after ${asked}\n`]);
    },
  );

  it('also while JavaScript is busy after the first', async () => {
    const busy = "signal.addEventListener('abort', () => setTimeout(() => { for (;;); }, 300))";
    const child = spawn(process.execPath, ['--input-type=module', '--eval', `${SCRIPT}; ${busy}`]);
    child.stdout.once('data', () => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 600);
    });
    expect(await once(child, 'close')).toEqual([null, 'SIGINT']);
  });

  it('also when both come while JavaScript is busy', async () => {
    const busy = 'for (const end = performance.now() + 300; performance.now() < end; );';
    const child = spawn(process.execPath, ['--input-type=module', '--eval', `${SCRIPT}; ${busy}`]);
    child.stdout.once('data', () => {
      child.kill('SIGINT');
      child.kill('SIGTERM');
    });
    // Which of two waiting signals is delivered first is the system's choice.
    const [code, signal] = await once(child, 'close');
    expect(code).toBe(null);
    expect(['SIGINT', 'SIGTERM']).toContain(signal);
  });
});
