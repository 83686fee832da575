// The document around a report: one file that loads nothing and runs no script.
import { type Html, html, trusted } from './html.ts';
import { STYLE } from './style.ts';

/** A whole HTML document. */
export function page(title: string, content: Html): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
  return document.markup;
}
