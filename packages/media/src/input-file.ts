// What can be said about an input before any decoder sees it, and the
// sentences for what a decoder then finds; the same for every implementation.
import { type Stats, statSync } from 'node:fs';
import { MediaError, reasonOf } from './errors.ts';
import type { MediaInfo } from './reader.ts';
import type { Window } from './spread.ts';

/** @throws {MediaError} MEDIA_NOT_FOUND, MEDIA_NOT_A_FILE, MEDIA_EMPTY or MEDIA_UNREADABLE. */
export function checkInputFile(path: string): void {
  const stats = statOrThrow(path);
  if (!stats.isFile()) {
    const kind = stats.isDirectory() ? 'a folder' : 'not a regular file';
    throw new MediaError('MEDIA_NOT_A_FILE', `"${path}" is ${kind}; name one video or sound file.`, { path });
  }
  if (stats.size === 0) {
    throw new MediaError('MEDIA_EMPTY', `"${path}" is empty (0 bytes); fetch or copy it again.`, { path });
  }
}

function statOrThrow(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MediaError('MEDIA_NOT_FOUND', `There is no file "${path}"; check its name and folder.`, {
        path,
      });
    }
    throw unreadable(path, cause);
  }
}

export function unreadable(path: string, cause: unknown): MediaError {
  return new MediaError(
    'MEDIA_UNREADABLE',
    `"${path}" cannot be read as video or sound (${reasonOf(cause)}); it may be damaged, cut off or of another kind.`,
    { path, cause },
  );
}

/**
 * Most pixels of a picture, twice those of 8K video. A few bytes can say that they hold any number of pixels or of
 * seconds, and a decoder makes them.
 */
export const MOST_PIXELS = 2 ** 26;
/** Samples a second that sound may have; at fewer, resampling makes a small file large. */
const SOURCE_RATES = { least: 1000, most: 768_000 } as const;

/** @throws {MediaError} MEDIA_UNREADABLE when a container was recognised but holds nothing for us, or nothing possible. */
export function checkContent(path: string, { video, audio }: MediaInfo): void {
  if (!video && !audio) throw unreadable(path, 'it holds neither video nor sound');
  if (video && video.width * video.height > MOST_PIXELS) {
    throw unreadable(path, `it says that its pictures have ${video.width}x${video.height} pixels`);
  }
  const { least, most } = SOURCE_RATES;
  if (audio && (audio.sampleRate < least || audio.sampleRate > most)) {
    throw unreadable(path, `it says that its sound has ${audio.sampleRate} samples a second`);
  }
}

export function noVideo(path: string): MediaError {
  return new MediaError('MEDIA_NO_VIDEO', `"${path}" holds no video; give a file with moving pictures.`, {
    path,
  });
}

export function noAudio(path: string): MediaError {
  return new MediaError('MEDIA_NO_AUDIO', `"${path}" holds no sound; give a file with a sound track.`, {
    path,
  });
}

export function noFrames(path: string, window: Window, info: MediaInfo): MediaError {
  const length = info.duration.toFixed(2);
  const message =
    window.start >= info.duration
      ? `"${path}" lasts ${length} s, so it has no frame from ${window.start} s on; choose an earlier window.`
      : `"${path}" gives no frame from ${window.start} s to ${Math.min(window.end, info.duration)} s; it may be damaged or cut off.`;
  return new MediaError('MEDIA_NO_FRAMES', message, { path });
}
