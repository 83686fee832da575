// What is asked of a decoder in another process and what it answers.
import type { MediaErrorCode } from './errors.ts';
import type { MediaReader, MediaReaderName } from './reader.ts';

type Calls = Pick<MediaReader, 'probe' | 'readFrames' | 'readAudio'>;

/** A call of a reader, or the first one, which opens it. */
export type Call =
  | { readonly method: 'open'; readonly args: readonly [MediaReaderName | undefined] }
  | { readonly [M in keyof Calls]: { readonly method: M; readonly args: Parameters<Calls[M]> } }[keyof Calls];

export type Answer =
  | { readonly value: unknown }
  | { readonly refused: { readonly code: MediaErrorCode; readonly message: string; readonly path?: string } }
  /** How the process ended without an answer, or what went wrong in it. */
  | { readonly failed: string };

/** What the thread between is started with. */
export interface BridgeSettings {
  readonly program: string;
  /** One number: above 0 when an answer is there. */
  readonly ready: Int32Array;
}
