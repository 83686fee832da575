// The page of a segmented video: second by second the frame, what sounds in it, and the sound.
import { formatTime } from '../../predict/timeline.ts';
import { type Html, html } from '../../report/html.ts';
import { page } from '../../report/page.ts';
import { jpegUri, pngUri, spectrogramPicture } from '../../report/picture.ts';
import { formatArea, formatBox } from './table.ts';
import type { SecondMask, VideoMasks, WindowPictures } from './types.ts';

/**
 * A whole HTML document that loads nothing; the last windows of a long video may be without pictures. `model` says what
 * answered. @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function maskReport(
  { video, duration, masks, overlay }: VideoMasks,
  windows: readonly WindowPictures[],
  model: string,
): Promise<string> {
  const tables: Html[] = [];
  let first = 0;
  for (const window of windows) {
    const last = first + window.frames.length;
    tables.push(await windowTable(window, masks.slice(first, last)));
    first = last;
  }
  const unseen = masks.length - first;
  const where = overlay === null ? '' : html`<p>With sound: ${overlay}</p>`;
  return page(
    `What sounds in ${video}`,
    html`<h1>${video}</h1>
<p class="soft">${formatTime(duration)} s of video, answered by ${model}</p>
<section>
<h2>What sounds, second by second</h2>
<p class="soft">Tinted and outlined: the pixels that sound. Confidence is their mean probability, area their share of the picture, the box around them in pixels.</p>
${where}
${tables}
${unseen > 0 ? html`<p class="soft">The remaining ${unseen} seconds are in the overlay and the mask files, without pictures here.</p>` : ''}
</section>`,
  );
}

async function windowTable(window: WindowPictures, masks: readonly SecondMask[]): Promise<Html> {
  const [start, end] = [masks[0]?.start ?? 0, masks.at(-1)?.end ?? 0];
  const title = `${formatTime(start)} to ${formatTime(end)} s`;
  const frames = await Promise.all(window.frames.map(jpegUri));
  const overlays = await Promise.all(window.overlays.map(jpegUri));
  const sound = await pngUri(spectrogramPicture(window.spectrogram));
  const cells = (texts: readonly string[]): Html[] => texts.map((text) => html`<td>${text}</td>`);
  const pictures = (uris: readonly string[], what: string): Html[] =>
    uris.map(
      (uri, t) =>
        html`<td><img src="${uri}" alt="${what} of second ${formatTime(masks[t]?.start ?? 0)}"></td>`,
    );
  return html`<h3>${title}</h3>
<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table class="seconds" style="--count:${masks.length}">
<colgroup><col><col span="${masks.length}"></colgroup>
<thead><tr><th scope="col">Second</th>${masks.map((mask) => html`<th scope="col">${formatTime(mask.start)}</th>`)}</tr></thead>
<tbody>
<tr><th scope="row">Frame</th>${pictures(frames, 'Frame')}</tr>
<tr><th scope="row">Sounds</th>${pictures(overlays, 'What sounds in the frame')}</tr>
<tr><th scope="row">Log-mel sound</th><td class="sound" colspan="${masks.length}"><img src="${sound}" alt="Log-mel spectrogram"></td></tr>
<tr><th scope="row">Area</th>${cells(masks.map(({ area }) => formatArea(area)))}</tr>
<tr><th scope="row">Box</th>${cells(masks.map(({ box }) => formatBox(box)))}</tr>
<tr><th scope="row">Confidence</th>${cells(masks.map(({ confidence }) => confidence.toFixed(2)))}</tr>
</tbody>
</table>
</div>`;
}
