// The pages: well-formed, complete, loading nothing, and safe whatever a file is called.
import { describe, expect, it } from 'vitest';
import { demoReport } from './demo-report.ts';
import { predictionReport } from './prediction-report.ts';
import { type PageContent, readPage } from './testing/check-html.ts';
import { madeUpDemo, madeUpPrediction } from './testing/made-up.ts';

const HOSTILE = `<img src=x onerror="alert(1)">'&amp;</title><script>alert(2)</script>.mp4`;

const count = ({ elements }: PageContent, name: string): number =>
  elements.filter((element) => element.name === name).length;

/** Nothing from elsewhere, nothing that runs, nothing without a name for those who hear the page. */
function expectSelfContained(page: PageContent): void {
  for (const { name, attributes } of page.elements) {
    expect(['script', 'link', 'iframe', 'object', 'embed', 'a', 'form']).not.toContain(name);
    for (const [key, value] of attributes) {
      expect(key).not.toMatch(/^on|^href$|^srcset$/);
      if (key === 'src') expect(value).toMatch(/^data:image\/(png|jpeg);base64,/);
      if (key === 'style') expect(value).not.toContain('url(');
    }
    if (name === 'img') expect(attributes.has('alt')).toBe(true);
    if (name === 'th') expect(attributes.get('scope')).toMatch(/^(row|col)$/);
    if (attributes.get('role') === 'img' || attributes.has('tabindex')) {
      expect(attributes.get('aria-label')).toBeTruthy();
    }
  }
}

describe('predictionReport', () => {
  it('shows every second with its pictures, and all windows', async () => {
    const page = readPage(await predictionReport(madeUpPrediction('clip.mp4', 12), 'runs/a'));
    expectSelfContained(page);
    expect(count(page, 'img')).toBe(12 * 2 + 2);
    expect(page.text).toContain('0-2 s: Violin');
    expect(page.text).toContain('11-12 s: Bark');
    expect(page.text).toContain('12 s of video, answered by runs/a');
    expect(page.text).not.toContain('Label');
  });

  it('sets labels beside the answers and marks what differs', async () => {
    const view = madeUpPrediction('clip.mp4', 4);
    const truth = ['Violin', 'Bark', 'background', 'Bark'];
    const page = readPage(await predictionReport({ ...view, truth }, 'runs/a'));
    expect(page.text).toContain('Label');
    expect(page.elements.filter(({ attributes }) => attributes.get('class') === 'wrong')).toHaveLength(1);
  });

  it('goes without attention where a model has none', async () => {
    const view = madeUpPrediction('clip.mp4', 3);
    const windows = view.windows.map((window) => ({
      ...window,
      segments: window.segments.map(({ thumbnail }) => ({ thumbnail })),
    }));
    const page = readPage(await predictionReport({ ...view, windows }, 'runs/a'));
    expect(page.text).not.toContain('Attention');
    expect(count(page, 'img')).toBe(3 + 1);
  });

  it('says how much of a long video has no pictures', async () => {
    const view = madeUpPrediction('clip.mp4', 35);
    const page = readPage(await predictionReport({ ...view, windows: view.windows.slice(0, 2) }, 'runs/a'));
    expect(page.text).toContain('The remaining 15 seconds');
    expect(count(page, 'table')).toBe(2);
  });

  it('treats a hostile name as text', async () => {
    const page = readPage(await predictionReport(madeUpPrediction(HOSTILE, 2), HOSTILE));
    expectSelfContained(page);
    expect(count(page, 'img')).toBe(2 * 2 + 1);
    expect(page.text.split('\n').filter((line) => line === HOSTILE)).toHaveLength(1);
  });
});

describe('demoReport', () => {
  it('shows what the summary, the curves and the classes say', async () => {
    const page = readPage(await demoReport(madeUpDemo('clip.mp4')));
    expectSelfContained(page);
    for (const words of [
      '31.3 %',
      '52.5 %',
      '81.8 %',
      '29.3 points above',
      '1 min 15 s',
      '3 min 20 s',
      '1\u202f234\u202f567',
      'Seeds: 1, 2',
      'DG-SCT, validation',
      'Frozen encoders, test',
      'Rock & <roll>',
      '2 x Example',
    ]) {
      expect(page.text).toContain(words);
    }
  });

  it('draws both curves with a point for each epoch', async () => {
    const page = readPage(await demoReport(madeUpDemo('clip.mp4')));
    const discs = count(page, 'circle');
    // DG-SCT has discs: loss, validation and test accuracy of 3 epochs, and the 3 entries of the legends.
    expect(discs).toBe(3 * 3 + 3);
    const lines = page.elements.filter(({ attributes }) => attributes.get('fill') === 'none');
    expect(lines).toHaveLength(6);
    for (const { attributes } of lines)
      expect(attributes.get('d')).toMatch(/^M[\d.]+ [\d.]+( L[\d.]+ [\d.]+){2}$/);
  });

  it('says it when DG-SCT is worse', async () => {
    const demo = madeUpDemo('clip.mp4');
    const accuracy = { majority: 30, frozen: 50, dgsct: 47.5 };
    const page = readPage(await demoReport({ ...demo, summary: { ...demo.summary, accuracy } }));
    expect(page.text).toContain('2.5 points below');
  });

  it('draws runs of one epoch and of none', async () => {
    const demo = madeUpDemo('clip.mp4');
    for (const length of [0, 1]) {
      const epochs = demo.curves.dgsct.epochs.slice(0, length);
      const page = readPage(await demoReport({ ...demo, curves: { dgsct: { epochs }, frozen: { epochs } } }));
      expectSelfContained(page);
      expect(page.text.includes('no epochs were run')).toBe(length === 0);
      expect(page.elements.every(({ attributes }) => ![...attributes.values()].join().includes('NaN'))).toBe(
        true,
      );
    }
  });

  it('treats a hostile name as text', async () => {
    const page = readPage(await demoReport(madeUpDemo(HOSTILE)));
    expectSelfContained(page);
    expect(page.text).toContain(HOSTILE);
  });
});
