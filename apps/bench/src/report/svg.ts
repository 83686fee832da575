// A chart of horizontal bars as an SVG file that reads on light and dark pages.
import type { Chart } from './section.ts';

const WIDTH = 720;
const LABELS = 260;
const ROOM_FOR_TEXT = 120;
const BAR = 16;
const GAP = 6;
const TOP = 34;

export function barChart({ title, bars }: Chart): string {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const scale = (WIDTH - LABELS - ROOM_FOR_TEXT) / most;
  const rows = bars.map(({ group, label, value, text }, index) => {
    const y = TOP + index * (BAR + GAP);
    const colour = index > 0 && bars[index - 1]?.group === group ? '#8a94a6' : '#2f6fde';
    return [
      `<text x="${LABELS - 8}" y="${y + 12}" text-anchor="end">${escaped(`${group}  ${label}`)}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${(value * scale).toFixed(1)}" height="${BAR}" fill="${colour}"/>`,
      `<text x="${(LABELS + value * scale + 6).toFixed(1)}" y="${y + 12}">${escaped(text)}</text>`,
    ].join('\n');
  });
  const height = TOP + bars.length * (BAR + GAP) + GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>text { font: 12px system-ui, sans-serif; fill: #6b7280 }</style>
<text x="8" y="18" font-weight="bold">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
