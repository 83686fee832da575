import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { temporaryFolder, writeTinyVideo } from '../testing/ave-folder.ts';
import { PreparingProcess } from './process.ts';

const { input } = loadConfig('ave-tiny');

/** A program that answers every clip with the reason "fine", but for those of which `code` makes something else. */
function program(code: string): URL {
  const path = join(temporaryFolder(), 'child.mjs');
  writeFileSync(
    path,
    `process.on('message', async ({ material: { path } }) => {
       if (path === 'bad.mp4') { ${code} }
       process.send({ reason: 'fine' });
     });`,
  );
  return pathToFileURL(path);
}

describe('PreparingProcess', () => {
  it('answers with tensors, or with a reason, and goes on', async () => {
    const path = join(temporaryFolder(), 'clip.mp4');
    writeTinyVideo(path);
    const child = new PreparingProcess(input);
    expect(await child.prepare({ kind: 'video', path: 'nowhere.mp4' }, 'nowhere')).toEqual({
      reason: 'There is no file "nowhere.mp4"; check its name and folder.',
    });
    const outcome = await child.prepare({ kind: 'video', path }, 'clip');
    expect(outcome).toMatchObject({ tensors: { frames: { dtype: 'U8' }, logmel: { dtype: 'F32' } } });
    // What travelled are the kinds of array that a cache holds.
    expect('tensors' in outcome && outcome.tensors.frames?.data).toBeInstanceOf(Uint8Array);
    expect('tensors' in outcome && outcome.tensors.logmel?.data).toBeInstanceOf(Float32Array);
    await child.close();
  });

  it.each([
    ['the crash of a decoder', 'process.abort();', /^the process that read "bad" died of SIG(ABRT|ILL)/],
    ['a violation of memory', "process.kill(process.pid, 'SIGSEGV'); return;", /died of SIGSEGV/],
    ['its own end', 'process.exit(7);', /ended with code 7; its files may be damaged.$/],
    ['an error that nobody catches', "throw new Error('gone');", /ended with code 1/],
    ['a decoder that runs in circles', 'for (;;);', /gave no answer for 2 s/],
  ])('survives %s, which costs one clip', async (_, code, reason) => {
    const child = new PreparingProcess(input, { program: program(code), longestMs: 2_000 });
    expect(await child.prepare({ kind: 'video', path: 'good.mp4' }, 'good')).toEqual({ reason: 'fine' });
    const outcome = await child.prepare({ kind: 'video', path: 'bad.mp4' }, 'bad');
    expect(outcome).toEqual({ reason: expect.stringMatching(reason) });
    expect(await child.prepare({ kind: 'video', path: 'good.mp4' }, 'good')).toEqual({ reason: 'fine' });
    await child.close();
  });

  it('goes on after its process ended between two clips', async () => {
    const child = new PreparingProcess(input, {
      program: program("process.send({ reason: 'last' }, () => process.exit());"),
    });
    expect(await child.prepare({ kind: 'video', path: 'bad.mp4' }, 'bad')).toEqual({ reason: 'last' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await child.prepare({ kind: 'video', path: 'good.mp4' }, 'good')).toEqual({ reason: 'fine' });
    await child.close();
  });
});
