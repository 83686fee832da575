// Which decoder is chosen, and what is said where parts are missing. The parts are
// installed in this workspace, so their absence is played.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as ffmpegCommand from './ffmpeg-command.ts';
import { openMediaReader, probeMedia } from './index.ts';
import * as nodeAv from './node-av.ts';

const installed = { nodeAv: true, ffmpeg: true };
const { findFfmpeg } = ffmpegCommand;
const { tryNodeAv } = nodeAv;

beforeEach(() => {
  Object.assign(installed, { nodeAv: true, ffmpeg: true });
  vi.spyOn(ffmpegCommand, 'findFfmpeg').mockImplementation(() =>
    installed.ffmpeg ? findFfmpeg() : undefined,
  );
  vi.spyOn(nodeAv, 'tryNodeAv').mockImplementation(() =>
    installed.nodeAv ? tryNodeAv() : { failure: 'Cannot find package' },
  );
});
afterEach(() => {
  vi.restoreAllMocks();
});

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
