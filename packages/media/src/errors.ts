// The one error class of this package. `code` is for programs, `message` is
// one sentence for people: what was given, what was expected, what to do.

/** What went wrong, as a stable name that programs may compare. */
export type MediaErrorCode =
  | 'MEDIA_NOT_FOUND'
  | 'MEDIA_NOT_A_FILE'
  | 'MEDIA_EMPTY'
  | 'MEDIA_UNREADABLE'
  | 'MEDIA_NO_VIDEO'
  | 'MEDIA_NO_AUDIO'
  | 'MEDIA_NO_FRAMES'
  | 'MEDIA_NO_DECODER'
  | 'MEDIA_DECODER_DIED'
  | 'MEDIA_NO_ENCODER'
  | 'MEDIA_WRITE'
  | 'MEDIA_ARGUMENT';

/** Thrown for every failure that this package foresees. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;
  /** The file concerned, as the caller wrote it; absent when no file is. */
  readonly path?: string;

  constructor(code: MediaErrorCode, message: string, options: { path?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    if (options.path !== undefined) this.path = options.path;
  }
}

const MAX_CHARACTERS = 500;

/** The text of anything that was thrown, on one short line; a decoder's may hold names out of a hostile file. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_CHARACTERS);
}
