// Large data as bytes in pieces: a read or write call stops at 2 GiB, and a Uint8Array of Node 20 at 4 GiB, while
// typed arrays of larger elements hold more.
const PIECE_BYTES = 2 ** 30;

/** The bytes of `data`, not copied, in pieces of at most `size` bytes. */
export function* piecesOf(
  { buffer, byteOffset, byteLength }: ArrayBufferView,
  size = PIECE_BYTES,
): Generator<Uint8Array> {
  for (let at = 0; at < byteLength; at += size) {
    yield new Uint8Array(buffer, byteOffset + at, Math.min(size, byteLength - at));
  }
}
