// Comparisons of many computed tensors at once. A check computes all that its module gives; what of it a file stores
// differs from file to file.
import { type GoldenReport, type Numbers, namesIn } from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';

/** Compares those that the file stores under the same key. What it stores beyond them stays uncompared. */
export function compareStored(report: GoldenReport, computed: Iterable<readonly [string, Numbers]>): void {
  for (const [key, values] of computed) if (report.file.tensors.has(key)) report.compare(key, values);
}

/** The same for gradients, stored under `prefix + name`. */
export function compareGradients(
  report: GoldenReport,
  gradients: ReadonlyMap<string, Numbers>,
  prefix = 'grad.',
): void {
  compareStored(
    report,
    [...gradients].map(([name, values]) => [prefix + name, values]),
  );
}

/** Compares buffers and parameters as they are now, stored under `prefix + name`. */
export async function compareState(report: GoldenReport, module: Module, prefix: string): Promise<void> {
  for (const [name, parameter] of module.namedParameters()) {
    const key = prefix + name;
    if (report.file.tensors.has(key)) report.compare(key, await parameter.read());
  }
}

/** Where the entry says which parameters the loss does not reach, they must be the same ones. */
export function compareUnreached(
  report: GoldenReport,
  unreached: readonly string[],
  field = 'parameters_without_gradient',
): void {
  const stated = namesIn(report.file, field);
  if (stated !== undefined) report.expectEqual(field, unreached.toSorted(), stated.toSorted());
}
