// The plain text files of data sets.
/** Rows of a text file, each with its line end. */
export function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}
