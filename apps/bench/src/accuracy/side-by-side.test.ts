// Work at once, and what an interruption leaves behind.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { sideBySide } from './side-by-side.ts';

it('does everything once, and no more than it may at a time', async () => {
  const done: number[] = [];
  let [now, most] = [0, 0];
  await sideBySide(3, [0, 1, 2, 3, 4, 5, 6], async (item) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 5 * (7 - item)));
    done.push(item);
    now -= 1;
  });
  expect(done.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBe(3);
});

it('begins nothing more after a failure', async () => {
  const begun: number[] = [];
  const working = sideBySide(2, [0, 1, 2, 3, 4], async (item) => {
    begun.push(item);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (item === 1) throw new RangeError('on purpose');
  });
  await expect(working).rejects.toThrow('on purpose');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(begun).not.toContain(4);
});

it.each(['SIGINT', 'SIGTERM'] as const)('ends what it began on %s, and with 130', async (signal) => {
  const program = `
    import { execFile } from 'node:child_process';
    import { interruptible } from ${JSON.stringify(new URL('../../dist/accuracy/side-by-side.js', import.meta.url).href)};
    await interruptible((signal) => new Promise(() => {
      const child = execFile(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { signal }, () => {});
      console.log(child.pid);
    }));`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program]);
  const [line] = await once(parent.stdout, 'data');
  const child = Number(String(line));
  expect(isAlive(child)).toBe(true);
  parent.kill(signal);
  expect(await once(parent, 'exit')).toEqual([130, null]);
  await vi.waitFor(() => expect(isAlive(child)).toBe(false));
});

const isAlive = (pid: number): boolean => {
  try {
    return !/\bZ/.test(execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }));
  } catch {
    return false;
  }
};
