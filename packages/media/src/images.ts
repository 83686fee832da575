// Picture files to RGB bytes and back, through the optional dependency sharp.
// Sharp only decodes and encodes here: resizing is ours (resize-torch.ts, resize-pil.ts).
import { writeFileSync } from 'node:fs';
import { writeAtomically } from './atomic.ts';
import { MediaError, reasonOf } from './errors.ts';
import { checkInputFile, MOST_PIXELS } from './input-file.ts';
import type { Picture } from './resize-torch.ts';
import { requireSharp } from './sharp.ts';

/** Comes back where picture files can be read and written. @throws {MediaError} MEDIA_NO_DECODER, naming what to install. */
export async function requireImages(): Promise<void> {
  await requireSharp();
}

/**
 * A JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG file as `[height, width, 3]` RGB. Grey becomes RGB, transparency is
 * dropped, an EXIF rotation is not applied.
 * @throws {MediaError} MEDIA_NOT_FOUND, MEDIA_NOT_A_FILE, MEDIA_EMPTY, MEDIA_UNREADABLE, MEDIA_NO_DECODER.
 */
export async function readImage(path: string): Promise<Picture<Uint8Array>> {
  checkInputFile(path);
  const sharp = await requireSharp();
  try {
    const image = sharp(path, { limitInputPixels: MOST_PIXELS })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return { data, height: info.height, width: info.width, channels: 3 };
  } catch (cause) {
    const message = `"${path}" cannot be read as a picture (${reasonOf(cause)}); it may be damaged or of another kind.`;
    throw new MediaError('MEDIA_UNREADABLE', message, { path, cause });
  }
}

/**
 * A picture of a mask, in whatever mode it is stored (1-bit, grey, palette, colours, with transparency or without):
 * `[height, width, 1]`, 1 where any colour is above zero, else 0. Transparency takes no part.
 * @throws {MediaError} as `readImage`.
 */
export async function readMask(path: string): Promise<Picture<Uint8Array>> {
  const { data, height, width, channels } = await readImage(path);
  const mask = Uint8Array.from({ length: height * width }, (_, i) =>
    data.subarray(i * channels, (i + 1) * channels).some((value) => value > 0) ? 1 : 0,
  );
  return { data: mask, height, width, channels: 1 };
}

/** `[height, width, 3]` RGB, or `[height, width, 1]` grey, as the bytes of a PNG file. @throws {MediaError} MEDIA_ARGUMENT, MEDIA_NO_DECODER. */
export async function encodePng(picture: Picture<Uint8Array>): Promise<Uint8Array> {
  return (await raw(picture)).png().toBuffer();
}

/** The same as JPEG; `quality` is 1..100. @throws {MediaError} MEDIA_ARGUMENT, MEDIA_NO_DECODER. */
export async function encodeJpeg(picture: Picture<Uint8Array>, quality = 90): Promise<Uint8Array> {
  return (await raw(picture)).jpeg({ quality }).toBuffer();
}

/** Writes `picture` as PNG, whole or not at all. @throws {MediaError} MEDIA_ARGUMENT, MEDIA_NO_DECODER, MEDIA_WRITE. */
export async function writePng(path: string, picture: Picture<Uint8Array>): Promise<void> {
  writeBytes(path, await encodePng(picture));
}

/** The same as JPEG; `quality` is 1..100. @throws {MediaError} MEDIA_ARGUMENT, MEDIA_NO_DECODER, MEDIA_WRITE. */
export async function writeJpeg(path: string, picture: Picture<Uint8Array>, quality = 90): Promise<void> {
  writeBytes(path, await encodeJpeg(picture, quality));
}

function writeBytes(path: string, bytes: Uint8Array): void {
  writeAtomically(path, (temporary) => writeFileSync(temporary, bytes));
}

async function raw({ data, height, width, channels }: Picture<Uint8Array>) {
  if ((channels !== 3 && channels !== 1) || data.length !== height * width * channels) {
    throw new MediaError(
      'MEDIA_ARGUMENT',
      `A picture to encode must be [height, width, 3] RGB or [height, width, 1] grey bytes, got ${data.length} for ${height}x${width}x${channels}.`,
    );
  }
  const sharp = await requireSharp();
  const image = sharp(data, { raw: { width, height, channels } });
  return channels === 1 ? image.toColourspace('b-w') : image;
}
