// Which decoder is chosen, and what is said where parts are missing. The parts are
// installed in this workspace, so their absence is played.
import { beforeEach, describe, expect, it, vi } from 'vitest';

const installed = vi.hoisted(() => ({ nodeAv: true, ffmpeg: true }));

vi.mock('./node-av.ts', async (original) => {
  const real = await original<typeof import('./node-av.ts')>();
  const tryNodeAv = () => (installed.nodeAv ? real.tryNodeAv() : { failure: 'Cannot find package' });
  return { ...real, tryNodeAv };
});
vi.mock('./ffmpeg-command.ts', async (original) => {
  const real = await original<typeof import('./ffmpeg-command.ts')>();
  return { ...real, findFfmpeg: () => (installed.ffmpeg ? real.findFfmpeg() : undefined) };
});

const { openMediaReader, probeMedia } = await import('./index.ts');

beforeEach(() => Object.assign(installed, { nodeAv: true, ffmpeg: true }));

describe('openMediaReader', () => {
  it('takes node-av, else ffmpeg', async () => {
    expect((await openMediaReader()).name).toBe('node-av');
    installed.nodeAv = false;
    expect((await openMediaReader()).name).toBe('ffmpeg');
    expect((await probeMedia()).reader).toBe('ffmpeg');
  });

  it('takes no other than the one asked for', async () => {
    expect((await openMediaReader('ffmpeg')).name).toBe('ffmpeg');
    installed.nodeAv = false;
    await expect(openMediaReader('node-av')).rejects.toMatchObject({ code: 'MEDIA_NO_DECODER' });
    installed.ffmpeg = false;
    await expect(openMediaReader('ffmpeg')).rejects.toMatchObject({ code: 'MEDIA_NO_DECODER' });
  });

  it('says what to install where there is none', async () => {
    Object.assign(installed, { nodeAv: false, ffmpeg: false });
    await expect(openMediaReader()).rejects.toThrow(
      /npm install node-av.*npm install @ffmpeg-installer\/ffmpeg/,
    );
    const report = await probeMedia();
    expect(report).toMatchObject({ reader: undefined, ffmpeg: undefined, writesVideo: false });
    expect(report.missing.map((part) => part.remedy)).toEqual([
      'npm install node-av',
      'npm install @ffmpeg-installer/ffmpeg',
    ]);
  });
});
