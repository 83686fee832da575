// No text becomes markup, wherever it stands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from './html.ts';
import { readPage } from './testing/check-html.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '/', 'a', ';', 'lt', '`', '=') }),
);

describe('html', () => {
  it('gives back any text as content and as attribute, as one element', () => {
    fc.assert(
      fc.property(text, (value) => {
        const { elements, text: content } = readPage(html`<p title="${value}">.${value}.</p>`.markup);
        const shown = value.replace(/\p{Cc}/gu, (c) => ('\t\n\r'.includes(c) ? c : '\ufffd'));
        expect(elements).toEqual([{ name: 'p', attributes: new Map([['title', shown]]) }]);
        expect(content).toBe(`.${shown}.`);
      }),
    );
  });

  it('keeps markup made by itself, lists of it, and leaves out what is not there', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul class="${undefined}">${items}${[1, 'x']}</ul>`.markup).toBe(
      '<ul class=""><li>a</li><li>&lt;b&gt;</li>1x</ul>',
    );
  });
});
