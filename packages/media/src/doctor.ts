// What this machine can do with media, for a `doctor` command to print.
import { findFfmpeg } from './ffmpeg-command.ts';
import { tryNodeAv } from './node-av.ts';
import type { MediaReaderName } from './reader.ts';
import { trySharp } from './sharp.ts';

/** Something that is not here, and how to get it. */
export interface MissingPart {
  /** What it would give. */
  readonly purpose: string;
  /** Why it is not usable, in one sentence. */
  readonly reason: string;
  /** A command or an action. */
  readonly remedy: string;
}

export interface MediaReport {
  /** The decoder that `openMediaReader()` takes; undefined when there is none. */
  readonly reader: MediaReaderName | undefined;
  /** The ffmpeg command found, used when node-av is missing. */
  readonly ffmpeg: string | undefined;
  readonly writesVideo: boolean;
  readonly readsImages: boolean;
  readonly missing: readonly MissingPart[];
}

/** Looks for every optional part; never throws. */
export async function probeMedia(): Promise<MediaReport> {
  const nodeAv = tryNodeAv();
  const sharp = await trySharp();
  const ffmpeg = findFfmpeg();
  const missing: MissingPart[] = [];
  if ('failure' in nodeAv) {
    missing.push({
      purpose: 'fast reading of video and sound, and writing of video',
      reason: `node-av does not load (${nodeAv.failure})`,
      remedy: 'npm install node-av',
    });
  }
  if (ffmpeg === undefined) {
    missing.push({
      purpose: 'reading of video and sound without node-av',
      reason: 'no ffmpeg command is on PATH and @ffmpeg-installer/ffmpeg is not installed',
      remedy: 'npm install @ffmpeg-installer/ffmpeg',
    });
  }
  if ('failure' in sharp) {
    missing.push({
      purpose: 'reading and writing of picture files',
      reason: `sharp does not load (${sharp.failure})`,
      remedy: 'npm install sharp',
    });
  }
  return {
    reader: 'av' in nodeAv ? 'node-av' : ffmpeg === undefined ? undefined : 'ffmpeg',
    ffmpeg,
    writesVideo: 'av' in nodeAv,
    readsImages: 'sharp' in sharp,
    missing,
  };
}
