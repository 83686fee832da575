// Finds out which model a checkpoint holds, and in whose names.
import { bestNaming, fitness, type NamedMatch, type Shapes } from '@dg-sct/checkpoint';
import type { KnownModel, KnownModule } from './known-model.ts';
import { KNOWN_MODELS } from './models.ts';

export interface Recognized extends NamedMatch<KnownModule> {
  readonly model: KnownModel;
}

/** The model that fits best, if more of a file fits than not. */
export function recognize(found: Shapes): Recognized | undefined {
  return KNOWN_MODELS.flatMap((model) => readAs(model, found) ?? [])
    .filter(({ report }) => fitness(report) > 0)
    .toSorted((a, b) => fitness(b.report) - fitness(a.report))[0];
}

/** A file as a checkpoint of `model`, in the names that fit best; undefined where nothing of it is that model's. */
export function readAs(model: KnownModel, found: Shapes): Recognized | undefined {
  const match = bestNaming(model.names, found, (shapes) => moduleOf(model, shapes));
  return match && { ...match, model };
}

/** Shapes of a damaged file may contradict each other, which the modules' own checks find. */
function moduleOf(
  model: KnownModel,
  shapes: ReadonlyMap<string, readonly number[]>,
): KnownModule | undefined {
  try {
    return model.moduleOf(shapes);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
