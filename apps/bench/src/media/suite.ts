// `bench media`: a video file to the tensors that the encoders are given, here and by ffmpeg with numpy.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContestEntry } from '../contest/case.ts';
import type { Contestant } from '../contest/contestant.ts';
import { hasPython } from '../contest/contestants.ts';
import { contestReport } from '../contest/records.ts';
import { runContestsOf } from '../contest/run.ts';
import type { Suite } from '../suite.ts';
import { MEDIA_SIZES, writeClip } from './clip.ts';

const MEDIA_PROCESS = fileURLToPath(new URL('./media-process.js', import.meta.url));
const FFMPEG_PEER = fileURLToPath(new URL('../../peers/ffmpeg/peer.py', import.meta.url));
const OURS = 'media';
const PEER = 'ffmpeg-numpy';

const media: Contestant = {
  name: OURS,
  find: async () => ({ command: process.execPath, arguments: [MEDIA_PROCESS], mode: 'node-av' }),
};

const ffmpegNumpy: Contestant = {
  name: PEER,
  find: async () => {
    const command = process.env.FFMPEG || 'ffmpeg';
    if (spawnSync(command, ['-version'], { stdio: 'ignore' }).status !== 0)
      return { absent: `there is no ${command}; install ffmpeg, or name one in FFMPEG` };
    const { python, found } = hasPython('numpy');
    if (!found)
      return { absent: `${python} has no numpy; \`pip install numpy\`, or name a Python in TORCH_PYTHON` };
    return { command: python, arguments: ['-B', FFMPEG_PEER], mode: '' };
  },
};

/** Colours pass through other roundings on the way from YUV, and sound through another resampler. */
const TOLERANCE = 0.02;

export const MEDIA: Suite = {
  name: 'media',
  about: 'mp4 to tensors for each clip of ten seconds, against ffmpeg and numpy',
  peers: [PEER],
  cases: ['clip'],
  isDefault: true,
  run: async (options) => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-media-'));
    try {
      const path = join(folder, 'clip.mp4');
      const sizes = { ...MEDIA_SIZES, path };
      options.say('media: writes a clip');
      writeClip(path, sizes);
      const entry: ContestEntry<object> = {
        id: 'media/clip',
        about: 'ten seconds of 640 x 360 pixels to ten frames and ten log-mel spectrograms',
        sizes: { full: sizes, tiny: sizes },
        tolerance: TOLERANCE,
      };
      const wanted = options.peers === undefined || options.peers.includes(PEER);
      const results = await runContestsOf([entry], wanted ? [media, ffmpegNumpy] : [media], options);
      return contestReport('media', 'Media', results, OURS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
