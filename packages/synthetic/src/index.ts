// The public surface of @dg-sct/synthetic.
export { type AssetRequest, type Assets, loadAssets } from './assets.ts';
export type { Split } from './ave-rows.ts';
export type { Background, BackgroundFamily, BackgroundStyle, Colour } from './background.ts';
export { type AveOptions, type Composition, DEFAULT_AVE_OPTIONS, type Domain } from './clip-options.ts';
export { SyntheticError, type SyntheticErrorCode } from './errors.ts';
export { EVENT_CLASSES, type EventClass, SOUND_CLASSES } from './event-classes.ts';
export { type Note, SAMPLE_RATE } from './note-bank.ts';
export { type LabelledPicture, type PictureOptions, renderPicture } from './picture.ts';
export { PICTURE_CLASSES } from './pictures.ts';
export {
  type ClipPlan,
  type ClipRequest,
  type HeardSound,
  planAveClip,
  type SeenObject,
  type Span,
  secondLabels,
} from './plan.ts';
export { Random, type Range } from './random.ts';
export { type RenderedClip, renderClip } from './render.ts';
export { type LabelledSound, renderSound, type SoundOptions } from './sound.ts';
export type { SoundNoise, TrackPlan } from './soundtrack.ts';
export type { Sprite, SpriteLevel, Style } from './sprites.ts';
export {
  type SynthesizeProgress,
  type SynthesizeRequest,
  type SynthesizeSummary,
  synthesizeAve,
} from './synthesize-ave.ts';
