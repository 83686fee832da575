// The page of a segmented video: second by second the frame, what sounds in it, and the sound.
import type { Picture } from '@dg-sct/media';
import { formatTime } from '../../predict/timeline.ts';
import { type Html, html } from '../../report/html.ts';
import { page } from '../../report/page.ts';
import { jpegUri } from '../../report/picture.ts';
import { levels } from '../../report/segment-rows.ts';
import type { WindowView } from '../../report/types.ts';
import { windowFrame } from '../../report/window-frame.ts';
import { formatArea, formatBox } from './table.ts';
import type { SecondMask, VideoMasks } from './types.ts';

/** Everything that the page shows. */
export interface MaskView {
  readonly answer: VideoMasks;
  /** From the video's start on; the last windows of a long video may be left out. */
  readonly windows: readonly WindowView[];
  /** Of each answered second of these windows, the thumbnail with its mask. */
  readonly overlays: readonly (readonly Picture<Uint8Array>[])[];
}

/**
 * A whole HTML document that loads nothing. `model` says what answered.
 * @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function maskReport({ answer, windows, overlays }: MaskView, model: string): Promise<string> {
  const { video, duration, masks, overlay } = answer;
  const tables: Html[] = [];
  let first = 0;
  for (const [index, window] of windows.entries()) {
    const painted = overlays[index] ?? [];
    tables.push(await windowTable(window, painted, masks.slice(first, first + painted.length)));
    first += painted.length;
  }
  const unseen = masks.length - first;
  return page(
    `What sounds in ${video}`,
    html`<h1>${video}</h1>
<p class="soft">${formatTime(duration)} s of video, answered by ${model}</p>
<section>
<h2>What sounds, second by second</h2>
<p class="soft">Tinted and outlined: the pixels that sound. Confidence is their mean probability, area their share of the picture, the box around them in pixels.</p>
${overlay === null ? '' : html`<p>With sound: ${overlay}</p>`}
${tables}
${unseen > 0 ? html`<p class="soft">The remaining ${unseen} seconds are in the overlay and the mask files, without pictures here.</p>` : ''}
</section>`,
  );
}

async function windowTable(
  window: WindowView,
  painted: readonly Picture<Uint8Array>[],
  masks: readonly SecondMask[],
): Promise<Html> {
  const uris = await Promise.all(painted.map(jpegUri));
  const row = (name: string, texts: readonly string[]): Html =>
    html`<tr><th scope="row">${name}</th>${texts.map((text) => html`<td>${text}</td>`)}</tr>`;
  return windowFrame({
    window: { ...window, segments: window.segments.slice(0, masks.length) },
    starts: masks.map(({ start }) => start),
    end: masks.at(-1)?.end ?? window.start,
    rows: [
      html`<tr><th scope="row">Sounds</th>${uris.map((uri) => html`<td><img src="${uri}" alt=""></td>`)}</tr>`,
      row(
        'Area',
        masks.map(({ area }) => formatArea(area)),
      ),
      row(
        'Box',
        masks.map(({ box }) => formatBox(box)),
      ),
      levels(
        'Confidence',
        masks.map(({ confidence }) => confidence),
        'var(--ink)',
      ),
    ],
  });
}
