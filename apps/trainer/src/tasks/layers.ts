// What a config says of the layers between the encoders, as the networks of all tasks take it.
import { DG_SCT_VARIANTS, type DualEncoderOptions } from '@dg-sct/dg-sct-attention';
import type { BaseConfig, LayersConfig } from '../config/sections.ts';

interface Layered extends Pick<BaseConfig, 'training'> {
  readonly model: LayersConfig;
}

export function layersOf({ model, training }: Layered) {
  const { adapter, crossModal, firstStage, visualGate } = model;
  return {
    crossModal,
    firstStage,
    visualGate,
    adapters: { ...adapter, variant: DG_SCT_VARIANTS[adapter.variant] },
    encoderTraining: training.encoderTraining,
  } satisfies Partial<DualEncoderOptions>;
}
