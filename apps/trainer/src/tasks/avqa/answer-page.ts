// The page of one answered question.
import { type Html, html } from '../../report/html.ts';
import { page } from '../../report/page.ts';
import { levels } from '../../report/segment-rows.ts';
import { windowFrame } from '../../report/window-frame.ts';
import { mattered } from './answer-text.ts';
import type { MomentsView } from './moments-view.ts';
import type { AvqaAnswered } from './predict.ts';

/**
 * A whole HTML document that loads nothing.
 * @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function answerPage(answered: AvqaAnswered, view: MomentsView, model: string): Promise<string> {
  const { video, question, answer, confidence, top, segments } = answered;
  const weights = (name: string, sense: 'visual' | 'audio', colour: string): Html =>
    levels(
      name,
      segments.map((segment) => segment[sense]),
      colour,
    );
  return page(
    `${question} ${video}`,
    html`<h1>${question}</h1>
<p class="soft">${video}, answered by ${model}</p>
<section>
<h2>${answer}</h2>
<p>Confidence ${confidence.toFixed(2)}. ${mattered(segments)}</p>
${ranking(top)}
</section>
<section>
<h2>Where it comes from</h2>
<p class="soft">Sight and sound say how much the question looked at each second; each row sums to one. Grounding shows where in the picture the sound of the second was looked for.</p>
${await momentsTable(view, [
  weights('Sight', 'visual', 'var(--series-4)'),
  weights('Sound', 'audio', 'var(--series-5)'),
])}
</section>`,
  );
}

function ranking(top: AvqaAnswered['top']): Html {
  return html`<table class="wide"><thead><tr><th scope="col">Answer</th><th scope="col">Confidence</th></tr></thead><tbody>${top.map(
    ({ answer, confidence }) =>
      html`<tr><th scope="row">${answer}</th><td><span class="meter">${confidence.toFixed(2)}<i style="--colour:var(--series-0);--level:${Math.round(100 * confidence)}%"></i></span></td></tr>`,
  )}</tbody></table>`;
}

/** A column for each second: its picture, grounding over it, sound, and the task's rows. */
export const momentsTable = ({ spans, window }: MomentsView, rows: readonly Html[]): Promise<Html> =>
  windowFrame({
    window,
    mapName: 'Grounding',
    starts: spans.map(({ start }) => start),
    end: spans.at(-1)?.end ?? 0,
    rows,
  });
