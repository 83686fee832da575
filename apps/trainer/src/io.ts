// What a command may touch of the outside: its results, its progress, and the wish that it should stop.
import { Progress, type ProgressStream } from './progress.ts';

export interface CommandIo {
  /** A line of the result, to standard output. */
  print(text: string): void;
  /** A lasting remark to standard error, unless `--quiet`. */
  note(text: string): void;
  /** A lasting remark to standard error, always. */
  warn(text: string): void;
  readonly progress: Progress;
  /**
   * Aborted by Ctrl-C or SIGTERM. A command then saves and throws `signal.reason`
   * (`signal.throwIfAborted()`), which becomes exit code 130 or 143.
   */
  readonly signal: AbortSignal;
}

export interface IoStreams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: ProgressStream;
}

export function commandIo({ stdout, stderr }: IoStreams, signal: AbortSignal, quiet: boolean): CommandIo {
  const progress = new Progress(stderr, { quiet });
  return {
    print: (text) => void stdout.write(`${text}\n`),
    note: (text) => progress.note(text),
    warn: (text) => progress.line(text),
    progress,
    signal,
  };
}
