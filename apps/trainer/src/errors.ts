// The errors of the command line, and the one place that turns any error into a sentence and an exit code.
import { Interrupted } from './interrupt.ts';

/** The command line or a config file is wrong; exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
  readonly code: string = 'USAGE';
}

/** A command cannot do what was asked; exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code = 'COMMAND';
}

/** Codes of our packages' errors that mean a wrong option rather than a failure. */
const USAGE_CODES: ReadonlySet<string> = new Set(['USAGE', 'SYNTHETIC_OPTION', 'BAD_CONFIG', 'BAD_OPTION']);

export interface Failure {
  /** One sentence for a person. */
  readonly sentence: string;
  /** 1 failed, 2 wrong usage, 130 and 143 interrupted. */
  readonly exitCode: number;
}

/** What to say about anything thrown, and how to exit. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof Interrupted) return { sentence: error.message, exitCode: error.exitCode };
  const sentence = oneLine(error instanceof Error ? error.message : String(error));
  if (!isForeseen(error)) {
    return { sentence: `${sentence} (unexpected; set DGSCT_DEBUG=1 for the stack)`, exitCode: 1 };
  }
  return { sentence, exitCode: USAGE_CODES.has(error.code) ? 2 : 1 };
}

/** The message of anything thrown, on one line. */
export function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** Errors of our packages and of the operating system; Node's own `ERR_...` are mistakes in the program. */
function isForeseen(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    !error.code.startsWith('ERR_')
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
