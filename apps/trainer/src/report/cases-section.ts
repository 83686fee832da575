// Examples with a network's answers beside their labels, as a part of a page.
import type { CaseView } from '../tasks/task.ts';
import { type Html, html } from './html.ts';
import { jpegUri, thumbnailOf } from './picture.ts';

/** @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here. */
export async function casesSection(title: string, cases: readonly CaseView[], looked: number): Promise<Html> {
  const shown: Html[] = [];
  for (const view of cases) shown.push(await caseView(view));
  return html`<section>
<h2>${title}</h2>
${shown.length > 0 ? shown : html`<p class="soft">None of the ${looked} examples that were looked at.</p>`}
</section>`;
}

async function caseView({ name, asked, answer, truth, pictures }: CaseView): Promise<Html> {
  const rows: Html[] = [];
  for (const { label, row } of pictures) {
    const uris = await Promise.all(row.map((picture) => jpegUri(thumbnailOf(picture))));
    rows.push(
      html`<tr><th scope="row">${label}</th>${uris.map((uri) => html`<td><img src="${uri}" alt=""></td>`)}</tr>`,
    );
  }
  const columns = Math.max(...pictures.map(({ row }) => row.length), 1);
  return html`<h3>${name}</h3>
${asked === undefined ? '' : html`<p>${asked}</p>`}
<p>Answer: ${answer}<br>Label: ${truth}</p>
<div class="scroll" role="region" aria-label="${name}" tabindex="0">
<table class="seconds" style="--count:${columns}">
<colgroup><col><col span="${columns}"></colgroup>
<tbody>
${rows}
</tbody>
</table>
</div>`;
}
