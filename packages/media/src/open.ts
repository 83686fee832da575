// The one place where a decoder is chosen.
import { MediaError } from './errors.ts';
import { openFfmpegReader } from './ffmpeg-reader.ts';
import { tryNodeAv } from './node-av.ts';
import { openNodeAvReader } from './node-av-reader.ts';
import type { MediaReader, MediaReaderName } from './reader.ts';

/**
 * The decoder to use here: `node-av` in this process, or else an `ffmpeg` command (found on PATH, or inside
 * the package @ffmpeg-installer/ffmpeg). `prefer` asks for one of them and takes no other.
 * @throws {MediaError} MEDIA_NO_DECODER, naming what to install.
 */
export async function openMediaReader(prefer?: MediaReaderName): Promise<MediaReader> {
  if (prefer !== 'ffmpeg') {
    const loaded = tryNodeAv();
    if ('av' in loaded) return openNodeAvReader(loaded.av);
  }
  if (prefer !== 'node-av') {
    const reader = openFfmpegReader();
    if (reader) return reader;
  }
  const wanted = prefer ?? 'node-av or ffmpeg';
  throw new MediaError(
    'MEDIA_NO_DECODER',
    `No decoder for video and sound was found (wanted ${wanted}); run \`npm install node-av\`, or put an ffmpeg command on PATH, or run \`npm install @ffmpeg-installer/ffmpeg\`.`,
  );
}
