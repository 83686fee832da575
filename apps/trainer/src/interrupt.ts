// Ctrl-C and SIGTERM: the first asks the command to save and stop, the second ends the process at once.

/** Why a command stopped; thrown by `signal.throwIfAborted()`. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** 128 + the signal's number, as shells expect. */
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(signal === 'SIGINT' ? 'interrupted' : 'terminated');
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** Starts listening; the result aborts, with an `Interrupted` as reason, at the first signal. */
export function listenForInterrupts(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const reason = new Interrupted(name);
      if (controller.signal.aborted) process.exit(reason.exitCode);
      controller.abort(reason);
    });
  }
  return controller.signal;
}
