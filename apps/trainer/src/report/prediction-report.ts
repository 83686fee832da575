// The page of one video.
import { formatTime } from '../predict/timeline.ts';
import { html } from './html.ts';
import { page } from './page.ts';
import { predictionSection } from './prediction-section.ts';
import type { PredictionView } from './types.ts';

/**
 * A whole HTML document that loads nothing. `model` says what answered, such as the run's folder.
 * @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function predictionReport(view: PredictionView, model: string): Promise<string> {
  const { video, duration } = view.prediction;
  return page(
    `Events in ${video}`,
    html`<h1>${video}</h1>
<p class="soft">${formatTime(duration)} s of video, answered by ${model}</p>
${await predictionSection(view)}`,
  );
}
