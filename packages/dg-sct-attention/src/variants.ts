// In what the published copies of the DG-SCT layer differ (spec:
// dg-sct-attention section 1.5): constants, order of steps, and parameters that
// sit in a checkpoint without taking part. Data only.

export interface DgSctVariant {
  /** Initial value of the learned tokens: uniform in [0, 1), or zero. */
  readonly tokenInit: 'uniform' | 'zeros';
  /** How the other modality reaches the own token grid: a learned mixing of tokens, or bicubic resizing of a square grid. */
  readonly tokenBridge: 'conv' | 'bicubic';
  /** Weight of channel attention. */
  readonly alpha: number;
  /** Weight of spatial attention. */
  readonly beta: number;
  /** Weight of the temporal gate, where it is used. */
  readonly gamma: number;
  /** Whether the gate over segments takes part, only sits in the checkpoint, or is absent. */
  readonly temporalGate: 'used' | 'unused' | 'absent';
  /** Whether `ln_before`, if the layer has it, is applied. */
  readonly applyLnBefore: boolean;
  /** The output gate comes after `ln_post` or before it. */
  readonly gateOrder: 'after-norm' | 'before-norm';
  /** The checkpoint holds a `gate_tk` that nothing reads. */
  readonly tokenGate: boolean;
  /** The checkpoint holds an `fc_caption` that nothing reads. */
  readonly captionProjection: boolean;
  /** The checkpoint holds an `adapter_token_downsampler` beside the layers that nothing reads. */
  readonly tokenDownsampler: boolean;
}

const ave: DgSctVariant = {
  tokenInit: 'uniform',
  tokenBridge: 'conv',
  alpha: 0.3,
  beta: 0.05,
  gamma: 0,
  temporalGate: 'absent',
  applyLnBefore: true,
  gateOrder: 'after-norm',
  tokenGate: true,
  captionProjection: false,
  tokenDownsampler: true,
};

const avsS4: DgSctVariant = {
  ...ave,
  tokenInit: 'zeros',
  tokenBridge: 'bicubic',
  temporalGate: 'unused',
  applyLnBefore: false,
  gateOrder: 'before-norm',
  tokenGate: false,
  tokenDownsampler: false,
};

const fewShot: DgSctVariant = {
  ...ave,
  alpha: 0.2,
  gamma: 0.05,
  temporalGate: 'used',
  captionProjection: true,
};

/** The layer as published for each task. Pre-training and zero-shot share one. */
export const DG_SCT_VARIANTS = {
  ave,
  avvp: { ...ave, temporalGate: 'unused', captionProjection: true },
  avsS4,
  avsMs3: { ...avsS4, tokenBridge: 'conv', alpha: 0.2, beta: 0.1 },
  avqa: { ...ave, tokenInit: 'zeros', tokenGate: false, tokenDownsampler: false },
  fewShot,
  pretrain: { ...fewShot, alpha: 0.3, beta: 0.01 },
} as const satisfies Record<string, DgSctVariant>;
