// Types of faults.mjs.

export interface Fault {
  readonly operation: 'open' | 'write' | 'rename' | 'rm';
  /** A part of the path; of a rename, of both paths with a space between them. */
  readonly path: string;
  /** From which call on; default 1. */
  readonly nth?: number;
  /** Of a rename or rm; a write is struck in its middle. */
  readonly when?: 'before' | 'after';
  /** The system's error code; without it the process is killed. */
  readonly code?: string;
}

export function inject(fault: Fault): () => void;
