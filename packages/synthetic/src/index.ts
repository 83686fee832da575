// The public surface of @dg-sct/synthetic.
export { type AssetRequest, type Assets, loadAssets, loadAssetsOf } from './assets.ts';
export { type AveFacts, SYNTHETIC_AVE } from './ave/dataset.ts';
export { type AveComposition, type AveOptions, DEFAULT_AVE_OPTIONS } from './ave/options.ts';
export { type AveClipPlan, type AveClipRequest, planAveClip, secondLabels } from './ave/plan.ts';
export { type AvqaFacts, SYNTHETIC_AVQA } from './avqa/dataset.ts';
export { AVQA_CLASSES } from './avqa/instruments.ts';
export { type AvqaComposition, type AvqaOptions, DEFAULT_AVQA_OPTIONS } from './avqa/options.ts';
export { type AvqaClipRequest, planAvqaClip } from './avqa/plan.ts';
export { type AvsFacts, SYNTHETIC_AVS } from './avs/dataset.ts';
export { frameOfSecond, renderMasks } from './avs/masks.ts';
export { type AvsComposition, type AvsOptions, type AvsSetting, DEFAULT_AVS_OPTIONS } from './avs/options.ts';
export { type AvsClipPlan, type AvsClipRequest, planAvsClip } from './avs/plan.ts';
export { type AvvpFacts, SYNTHETIC_AVVP } from './avvp/dataset.ts';
export { type AvvpComposition, type AvvpOptions, DEFAULT_AVVP_OPTIONS } from './avvp/options.ts';
export { type AvvpClipPlan, type AvvpClipRequest, type AvvpEvent, planAvvpClip } from './avvp/plan.ts';
export type { Background, BackgroundFamily, BackgroundStyle } from './background.ts';
export type { ClipOptions, Domain } from './clip-options.ts';
export type { ClipPart } from './clip-parts.ts';
export type { Colour } from './colour.ts';
export { type ClipCounts, clipsIn, type Split } from './dataset/splits.ts';
export {
  type SynthesizeProgress,
  type SynthesizeRequest,
  type SynthesizeSummary,
  synthesize,
} from './dataset/synthesize.ts';
export type { PlannedDataset, PlanRequest, SyntheticTask } from './dataset/task.ts';
export { SyntheticError, type SyntheticErrorCode } from './errors.ts';
export { EVENT_CLASSES, type EventClass, SOUND_CLASSES } from './event-classes.ts';
export { type Note, SAMPLE_RATE } from './note-bank.ts';
export { type LabelledPicture, type PictureOptions, renderPicture } from './picture.ts';
export { PICTURE_CLASSES } from './pictures.ts';
export type { ClipPlan, HeardSound, SeenObject } from './plan.ts';
export { Random, type Range } from './random.ts';
export { type RenderedClip, renderClip } from './render.ts';
export type { RenderJob } from './render-pool.ts';
export { type LabelledSound, renderSound, type SoundOptions } from './sound.ts';
export type { SoundNoise, TrackPlan } from './soundtrack.ts';
export type { Span } from './spans.ts';
export type { Sprite, SpriteLevel, Style } from './sprites.ts';
