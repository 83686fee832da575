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

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Milliseconds in which a second signal is still heard here. */
const LISTEN_ON = 100;

/**
 * Starts listening; the result aborts, with an `Interrupted` as reason, at the first signal. Soon after it the signals
 * are left to the system, which ends the process even while JavaScript or a session is at work; `process.exit` would
 * wait for worker threads.
 */
export function listenForInterrupts(): AbortSignal {
  const controller = new AbortController();
  const leaveToSystem = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      leaveToSystem();
      process.kill(process.pid, name);
      return;
    }
    controller.abort(new Interrupted(name === 'SIGTERM' ? name : 'SIGINT'));
    // Signals that wait in the event loop would be lost with their listener; an immediate follows them.
    setTimeout(() => setImmediate(leaveToSystem), LISTEN_ON).unref();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return controller.signal;
}
