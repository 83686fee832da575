// The ten seconds that were looked at, in the form in which pages and JSON show them.
import type { HostArray } from '@dg-sct/task';
import type { InputConfig } from '../../config/sections.ts';
import { attentionMaps } from '../../predict/attention-maps.ts';
import { spectrogramOf } from '../../predict/spectrogram.ts';
import type { TimeSpan } from '../../predict/windows.ts';
import { thumbnailOf } from '../../report/picture.ts';
import type { SegmentView, Spectrogram } from '../../report/types.ts';
import { framesOf, stacked } from '../batch.ts';
import type { Moments } from './moments.ts';

export interface MomentsView {
  readonly spans: readonly TimeSpan[];
  /** With grounding as the attention over each picture. */
  readonly segments: readonly SegmentView[];
  readonly spectrogram: Spectrogram;
}

/** @param grounding of each segment over the visual tokens, `[..., T, N]` */
export function momentsView(
  { spans, pictures, samples }: Moments,
  grounding: HostArray | undefined,
  input: InputConfig,
): MomentsView {
  const maps = grounding && attentionMaps(grounding.data, spans.length);
  const segments = pictures.map((picture, t): SegmentView => {
    const attention = maps?.[t];
    return { thumbnail: thumbnailOf(picture), ...(attention && { attention }) };
  });
  return { spans, segments, spectrogram: spectrogramOf(samples, input) };
}

/** What a network is given of them. */
export const inputsOf = ({ tensors }: Moments) => ({
  frames: framesOf([tensors]),
  audio: stacked([tensors], 'logmel'),
});
