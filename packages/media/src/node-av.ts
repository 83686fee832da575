// Loads the optional dependency `node-av` (FFmpeg's libraries as a Node addon)
// on first use, silences its log, and is the only place that names it as a value.
// Loading is synchronous so that readers and writers are usable in one call.
import { createRequire } from 'node:module';
import { MediaError, reasonOf } from './errors.ts';

/** The addon's module namespace. */
export type NodeAv = typeof import('node-av');

type Loaded = { readonly av: NodeAv } | { readonly failure: string };

let loaded: Loaded | undefined;

/** The addon, or why it does not load here. The answer is kept for the life of the thread. */
export function tryNodeAv(): Loaded {
  loaded ??= load();
  return loaded;
}

/**
 * The addon, for work that nothing else can do.
 * @throws {MediaError} MEDIA_NO_ENCODER when it is not installed or has no binary for this platform.
 */
export function requireNodeAv(): NodeAv {
  const result = tryNodeAv();
  if ('av' in result) return result.av;
  throw new MediaError(
    'MEDIA_NO_ENCODER',
    `Writing video needs the optional package node-av, which does not load here (${result.failure}); install it with \`npm install node-av\`.`,
  );
}

function load(): Loaded {
  try {
    const av: NodeAv = createRequire(import.meta.url)('node-av');
    av.Log.setLevel(av.AV_LOG_QUIET);
    return { av };
  } catch (cause) {
    return { failure: reasonOf(cause) };
  }
}

/** Throws FFmpeg's own error for a negative status. */
export function check(av: NodeAv, status: number): void {
  if (status < 0) av.FFmpegError.throwIfError(status);
}
