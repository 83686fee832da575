// Progress of long work: one live line on a terminal, a plain line now and then elsewhere, nothing when quiet.
// It writes to one stream, and is the only one to write there, so lines never run into each other.

export interface Phase {
  /** `done` of the phase's total; `note` stands at the end of the line. */
  update(done: number, note?: string): void;
  /** Ends the phase with a lasting line. */
  done(summary?: string): void;
}

export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const LIVE_MS = 100;
const PLAIN_MS = 5000;

export class Progress {
  readonly #stream: ProgressStream;
  readonly #quiet: boolean;
  readonly #live: boolean;
  readonly #now: () => number;
  #lineShown = false;

  constructor(
    stream: ProgressStream,
    options: { readonly quiet?: boolean; readonly now?: () => number } = {},
  ) {
    this.#stream = stream;
    this.#quiet = options.quiet ?? false;
    this.#live = stream.isTTY ?? false;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Begins a stretch of work. Without `total` (or with 0) there is no estimate; `before` of the total were done by
   * an earlier run and do not count for the estimate.
   */
  phase(name: string, total = 0, before = 0): Phase {
    const started = this.#now();
    const every = this.#live ? LIVE_MS : PLAIN_MS;
    let shown = this.#live ? Number.NEGATIVE_INFINITY : started;
    return {
      update: (done, note) => {
        const now = this.#now();
        if (this.#quiet || now - shown < every) return;
        shown = now;
        this.#show(progressLine({ name, total, done, fresh: done - before, elapsed: now - started, note }));
      },
      done: (summary) => {
        const seconds = formatSeconds((this.#now() - started) / 1000);
        this.note(`${name}: ${summary === undefined ? '' : `${summary}, `}${seconds}`);
      },
    };
  }

  /** A lasting line, unless quiet. */
  note(text: string): void {
    if (!this.#quiet) this.line(text);
  }

  /** A lasting line, always: warnings and errors. */
  line(text: string): void {
    this.#stream.write(`${this.#erase()}${text}\n`);
  }

  #show(text: string): void {
    if (!this.#live) {
      this.line(text);
      return;
    }
    // A line that wraps cannot be erased.
    this.#stream.write(this.#erase() + text.slice(0, (this.#stream.columns ?? 80) - 1));
    this.#lineShown = true;
  }

  #erase(): string {
    const codes = this.#lineShown ? '\r\x1b[2K' : '';
    this.#lineShown = false;
    return codes;
  }
}

function progressLine(at: {
  readonly name: string;
  readonly total: number;
  readonly done: number;
  /** Done in this run. */
  readonly fresh: number;
  /** Milliseconds. */
  readonly elapsed: number;
  readonly note: string | undefined;
}): string {
  const parts = [at.name, at.total > 0 ? `${at.done}/${at.total}` : `${at.done}`];
  if (at.total > 0 && at.fresh > 0) {
    const left = (at.elapsed / 1000 / at.fresh) * (at.total - at.done);
    parts.push(`${Math.floor((100 * at.done) / at.total)} %`, `${formatSeconds(left)} left`);
  }
  if (at.note !== undefined) parts.push(at.note);
  return parts.join('  ');
}

/** `0.4 s`, `42 s`, `3 min 07 s`, `2 h 05 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}
