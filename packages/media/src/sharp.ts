// Loads the optional dependency sharp on first use; kept apart so that the package's
// public types do not name it.
import { MediaError, reasonOf } from './errors.ts';

type Sharp = typeof import('sharp').default;

/** Sharp, or why it does not load here. */
export async function trySharp(): Promise<{ readonly sharp: Sharp } | { readonly failure: string }> {
  try {
    return { sharp: (await import('sharp')).default };
  } catch (cause) {
    return { failure: reasonOf(cause) };
  }
}

/** Sharp, for work that nothing else can do. @throws {MediaError} MEDIA_NO_DECODER. */
export async function requireSharp(): Promise<Sharp> {
  const loaded = await trySharp();
  if ('sharp' in loaded) return loaded.sharp;
  throw new MediaError(
    'MEDIA_NO_DECODER',
    `Picture files need the optional package sharp, which does not load here (${loaded.failure}); install it with \`npm install sharp\`.`,
  );
}
