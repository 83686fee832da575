// An explanation as text: a summary, a table of operations, the largest tensors.
import type { Facts, LargeTensor } from './explanation.ts';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** Three digits with a decimal prefix, such as `1.23 G`. */
function scaled(value: number, unit: string): string {
  const step = Math.min(Math.max(Math.floor(Math.log10(value || 1) / 3), 0), PREFIXES.length - 1);
  const mantissa = value / 1000 ** step;
  const digits = step === 0 ? `${value}` : mantissa.toFixed(mantissa < 10 ? 2 : mantissa < 100 ? 1 : 0);
  return `${digits} ${PREFIXES[step]}${unit}`.trimEnd();
}

const bytes = (value: number): string => scaled(value, 'B');

export function formatExplanation({
  name,
  nodes,
  kinds,
  flops,
  bytes: moved,
  memory,
  largest,
}: Facts): string {
  const rows = kinds.map((kind) => [kind.op, `${kind.nodes}`, scaled(kind.flops, ''), bytes(kind.bytes)]);
  const at = memory.resultsPeakAt === '' ? '' : ` (most at ${memory.resultsPeakAt})`;
  return [
    `${name}: ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, ${scaled(flops, 'FLOP')}, ${bytes(moved)} read and written`,
    `memory: about ${bytes(memory.peak)} at most`,
    `  ${bytes(memory.arguments)} arguments, ${bytes(memory.variables)} variables, ${bytes(memory.constants)} constants`,
    `  ${bytes(memory.results)} results${at}`,
    '',
    ...table([['operation', 'nodes', 'FLOP', 'bytes'], ...rows]),
    '',
    'largest tensors',
    ...table(
      largest.map((tensor) => [bytes(tensor.bytes), `${tensor.dtype}[${tensor.shape}]`, labelOf(tensor)]),
    ),
  ].join('\n');
}

function labelOf({ kind, name, scope }: LargeTensor): string {
  if (kind === 'result') return scope === '' ? name : `${name} in ${scope}`;
  return name === '' ? kind : `${kind} ${name}`;
}

/** Columns of numbers to the right, of words to the left. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        /^\d/.test(rows.at(-1)?.[column] ?? '')
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
