// The models whose checkpoints are known, and the one that a person names.
import { HTSAT_VARIANTS, type HtsatVariant, htsat } from '@dg-sct/encoder-htsat';
import { SWIN_V2_VARIANTS, type SwinV2Variant, swinV2 } from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { UsageError } from '../errors.ts';
import { HTSAT, SWIN_V2 } from './encoders.ts';
import { type KnownModel, wantedOf } from './known-model.ts';
import { NETWORKS } from './networks.ts';

export const KNOWN_MODELS: readonly KnownModel[] = [...NETWORKS, SWIN_V2, HTSAT];

/** A model by the name of its kind, or of one published member of it. Throws `UsageError`. */
export function modelNamed(name: string): KnownModel {
  const kind = KNOWN_MODELS.find((model) => model.name === name);
  if (kind !== undefined) return kind;
  if (Object.hasOwn(SWIN_V2_VARIANTS, name)) {
    return published(SWIN_V2, name, () => swinV2(name as SwinV2Variant));
  }
  if (Object.hasOwn(HTSAT_VARIANTS, name)) return published(HTSAT, name, () => htsat(name as HtsatVariant));
  const names = [
    ...KNOWN_MODELS.map((model) => model.name),
    ...Object.keys(SWIN_V2_VARIANTS),
    ...Object.keys(HTSAT_VARIANTS),
  ];
  throw new UsageError(`there is no model "${name}"; the models are ${names.join(', ')}`);
}

/** One member alone, whatever sizes a file has. */
function published(model: KnownModel, name: string, build: () => Module): KnownModel {
  const module = { ...wantedOf(build()), variants: [name], sizes: {} };
  return { ...model, title: name, moduleOf: () => module };
}
