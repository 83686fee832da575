import { describe, expect, it } from 'vitest';
import { reink } from './inks.ts';
import { Random } from './random.ts';

const BODY =
  '<path fill="#fc0" stroke="#FF8800" d="M0 0h1"/><path fill="#fc0"/><stop stop-color="#123456"/>' +
  '<path fill="url(#abc)"/><path fill="none"/>';

const coloursOf = (body: string): string[] =>
  [...body.matchAll(/"(#[\da-f]+)"/gi)].map(([, colour]) => `${colour}`);

describe('reink', () => {
  it('changes every colour and nothing else', () => {
    const result = reink(BODY, new Random('a'));
    const blank = (body: string): string => body.replaceAll(/"#[\da-f]+"/gi, '"#"');
    expect(blank(result)).toBe(blank(BODY));
    for (const [index, colour] of coloursOf(result).entries()) {
      expect(colour).toMatch(/^#[\da-f]{6}$/);
      expect(colour).not.toBe(coloursOf(BODY)[index]?.toLowerCase());
    }
  });

  it('keeps equal colours equal', () => {
    const [first, , second] = coloursOf(reink(BODY, new Random('a')));
    expect(second).toBe(first);
  });

  it('depends on the name of the stream alone', () => {
    expect(reink(BODY, new Random('a'))).toBe(reink(BODY, new Random('a')));
    expect(reink(BODY, new Random('a'))).not.toBe(reink(BODY, new Random('b')));
  });

  it('leaves grey without hue', () => {
    for (let i = 0; i < 50; i++) {
      const [colour] = coloursOf(reink('<path fill="#808080"/>', new Random(`${i}`)));
      const [, red, green, blue] = /^#(..)(..)(..)$/.exec(`${colour}`) ?? [];
      expect(new Set([red, green, blue]).size).toBe(1);
    }
  });
});
