// Where the figures of a page were measured.
import { type Html, html } from './html.ts';

/** `environment` such as `['CPU', '2 x ...']`, in the order shown. */
export function environmentSection(environment: readonly (readonly [name: string, value: string])[]): Html {
  return html`<section>
<h2>Environment</h2>
<div class="scroll" role="region" aria-label="Environment" tabindex="0">
<table>
<tbody>
${environment.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}
</tbody>
</table>
</div>
</section>`;
}
