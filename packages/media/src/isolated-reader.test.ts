// A reader in another process: it answers as a reader in this one, and its death is an error.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { MediaError, openIsolatedReader, openMediaReader } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'isolated-'));
afterAll(() => rmSync(folder, { recursive: true }));
const video = fileURLToPath(new URL('./fixtures/clip.webm', import.meta.url));

/** A program that reads every file as `{ duration: 1 }`, but for "bad", of which `code` makes something else. */
function program(code: string): URL {
  const path = join(folder, 'child.mjs');
  writeFileSync(
    path,
    `process.on('message', ({ method, args }) => {
       if (args[0] === 'bad') { ${code} }
       process.send({ value: method === 'open' ? 'node-av' : { duration: 1 } });
     });`,
  );
  return pathToFileURL(path);
}

describe('openIsolatedReader', () => {
  it('reads what a reader in this process reads, and refuses what it refuses', async () => {
    const reader = await openIsolatedReader();
    const other = await openMediaReader();
    expect(reader.name).toBe(other.name);
    expect(reader.probe(video)).toEqual(other.probe(video));
    expect(reader.readFrames(video, { count: 3 })).toEqual(other.readFrames(video, { count: 3 }));
    expect(reader.readAudio(video, { sampleRate: 8000 })).toEqual(
      other.readAudio(video, { sampleRate: 8000 }),
    );
    const refusal = { name: 'MediaError', code: 'MEDIA_NOT_FOUND', path: 'nowhere.mp4' };
    expect(() => reader.probe('nowhere.mp4')).toThrow(expect.objectContaining(refusal));
    expect(() => reader.probe('nowhere.mp4')).toThrow(MediaError);
    await reader.close();
  });

  it.each([
    ['a crash', 'process.abort();', /^The decoder's process died of SIG(ABRT|ILL) while it read "bad"; /],
    ['a violation of memory', "process.kill(process.pid, 'SIGSEGV'); return;", /died of SIGSEGV/],
    ['an error that nobody catches', "throw new Error('gone');", /ended with code 1/],
  ])('tells of %s in one sentence, and reads the next file', async (_, code, message) => {
    const reader = await openIsolatedReader(undefined, program(code));
    expect(reader.probe('good')).toEqual({ duration: 1 });
    expect(() => reader.probe('bad')).toThrow(message);
    expect(() => reader.probe('bad')).toThrow(
      expect.objectContaining({ code: 'MEDIA_DECODER_DIED', path: 'bad' }),
    );
    expect(reader.probe('good')).toEqual({ duration: 1 });
    await reader.close();
  });
});
