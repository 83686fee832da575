// Tests that run wherever a backend is present find here which are.
import type { Backend } from '../backend/names.ts';
import { useBackend } from '../backend/use-backend.ts';
import { UsageError } from '../errors.ts';

interface Presence {
  readonly backend: Backend;
  readonly isAbsent: boolean;
  /** For the name of a test: the backend, and why it is absent. */
  readonly title: string;
}

async function presenceOf(backend: Backend): Promise<Presence> {
  try {
    await useBackend(backend);
    return { backend, isAbsent: false, title: backend };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { backend, isAbsent: true, title: `${backend}, absent: ${error.message}` };
  }
}

/** Those that compute kernel by kernel. */
export const EAGER: readonly Presence[] = [
  await presenceOf('cpu'),
  await presenceOf('wasm'),
  await presenceOf('tensorflow'),
];
