// The ten seconds that were looked at, in the form in which pages and JSON show them.
import type { HostArray } from '@dg-sct/task';
import type { InputConfig } from '../../config/sections.ts';
import { attentionMaps } from '../../predict/attention-maps.ts';
import { spectrogramOf } from '../../predict/spectrogram.ts';
import type { TimeSpan } from '../../predict/windows.ts';
import { thumbnailOf } from '../../report/picture.ts';
import type { SegmentView, WindowView } from '../../report/types.ts';
import type { Moments } from './moments.ts';

export interface MomentsView {
  readonly spans: readonly TimeSpan[];
  /** With grounding as the attention over each picture. */
  readonly window: WindowView;
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
  const start = spans[0]?.start ?? 0;
  return { spans, window: { start, segments, spectrogram: spectrogramOf(samples, input) } };
}
