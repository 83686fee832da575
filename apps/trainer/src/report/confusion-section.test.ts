import { expect, it } from 'vitest';
import { confusionSection } from './confusion-section.ts';
import { page } from './page.ts';
import { readPage } from './testing/check-html.ts';

const names = ['Bell', 'Bark', 'Horn', 'Rain'];
// Bells are taken for horns, which never sound; nobody answers or hears rain.
const counts = [6, 0, 2, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

it('has a row for what is true and a column for what was answered, and none for the rest', () => {
  const { elements, text } = readPage(page('x', confusionSection({ names, counts, unit: 'seconds' })));
  const cells = elements.filter(({ name }) => name === 'td').length;
  expect(cells).toBe(1 + 2 * 3); // the corner; bells and barks by bells, barks and horns
  expect(text).toContain('in seconds');
  expect(text).not.toContain('Rain');
});

it('right answers stand apart, and cells tell their share of the row', () => {
  const { markup } = confusionSection({ title: 'heard', names, counts, unit: 'seconds' });
  expect(markup).toContain('<h2>Confusion matrix, heard</h2>');
  expect(markup).toContain('<td class="same" style="--level:41%">6</td>');
  expect(markup).toContain('<td class="other" style="--level:14%">2</td>');
  expect(markup).toContain('<td class="other" style="--level:0%"></td>');
});

it('is nothing where nothing was counted', () => {
  expect(confusionSection({ names, counts: counts.map(() => 0), unit: 'seconds' }).markup).toBe('');
});
