// The style sheet of every page: light and dark, wide and narrow. It loads
// nothing. Series colours keep their order of lightness apart in grey.
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #ffffff; --ink: #1c1f24; --soft: #5d6570; --line: #d9dce1; --track: #e9ebee;
  --series-0: #0b5cad; --series-1: #c2540a; --series-2: #00795c; --series-3: #8a3a86;
  --series-4: #8a6d00; --series-5: #2b8cc4; --series-6: #b0305c; --series-7: #4c5a67;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --card: #1c1f25; --ink: #e8eaed; --soft: #a3abb6; --line: #353b45; --track: #2b3038;
    --series-0: #6db3f8; --series-1: #f5a25d; --series-2: #4fd1ab; --series-3: #d797d3;
    --series-4: #e3c64b; --series-5: #9bd8f7; --series-6: #f58fb0; --series-7: #aeb9c6;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 69rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; max-width: 46rem; }
.soft, figcaption { color: var(--soft); font-size: .875rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin-top: 1.25rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem; }
.columns > section { margin-top: 0; }
.columns { margin-top: 1.25rem; }
figure { margin: 0; }
.half { max-width: 34rem; }
h2.part { margin: 2.5rem 0 .25rem; font-size: 1.5rem; }
svg { display: block; width: 100%; height: auto; font: inherit; }
svg text { fill: var(--soft); font-size: 13px; }
svg text.strong { fill: var(--ink); font-weight: 600; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--series-0); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .375rem; }
th { text-align: left; font-weight: 600; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
td.number, th.number { text-align: right; }
td.number { white-space: nowrap; }
table.wide { width: 100%; }
table.wide td:has(.meter) { width: var(--room, 34%); }
table.wide .meter { display: grid; grid-template-columns: var(--figure, 3rem) 1fr; gap: .5rem; align-items: center; white-space: nowrap; }
table.time { --figure: 5.5rem; --room: 65%; }
.meter i { display: block; height: .5rem; border-radius: .25rem; background: linear-gradient(var(--colour), var(--colour)) no-repeat var(--track); background-size: var(--level) 100%; }
table.seconds { table-layout: fixed; width: calc(6rem + var(--count) * 5.7rem); }
table.seconds th, table.seconds td { padding: .25rem; border: 0; vertical-align: middle; overflow-wrap: break-word; line-height: 1.25; }
table.seconds col:first-child { width: 6rem; }
table.seconds tbody th { position: sticky; left: 0; z-index: 1; background: var(--card); color: var(--soft); font-weight: 400; }
table.seconds thead th { border-bottom: 1px solid var(--line); font-weight: 400; color: var(--soft); }
table.seconds img { display: block; width: 100%; height: auto; border-radius: .25rem; }
table.seconds td.sound { padding-inline: 0; }
table.seconds td.sound img { height: 6rem; border-radius: 0; }
table.seconds td.event { border-top: 4px solid var(--colour); background: var(--track); background-clip: padding-box; font-size: .8125rem; font-weight: 600; hyphens: auto; }
table.seconds td.background { border-top-color: transparent; background: none; font-weight: 400; color: var(--soft); }
.wrong { text-decoration: underline wavy var(--series-6) 1px; text-underline-offset: .2em; }
.timeline { display: grid; grid-template-columns: max-content 1fr; gap: .375rem .75rem; align-items: center; font-size: .875rem; }
.timeline .label { color: var(--soft); }
.timeline .bar { position: relative; height: 1.75rem; background: var(--track); border-radius: .25rem; overflow: hidden; }
.timeline .span { position: absolute; inset-block: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; padding: .2rem .375rem; background: color-mix(in srgb, var(--colour) 22%, var(--card)); border-left: 4px solid var(--colour); }
.timeline .axis { position: relative; height: 1.25rem; }
.timeline .axis span { position: absolute; transform: translateX(-50%); color: var(--soft); white-space: nowrap; }
.timeline .axis span:first-child { transform: none; }
.timeline .axis span:last-child { transform: translateX(-100%); }
ul.events { margin: .5rem 0 1rem; padding-left: 1.25rem; columns: 18rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .5rem 0 0; padding: 0; font-size: .875rem; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.legend svg { width: 2.5rem; flex: none; }
.scale { display: inline-block; width: 6rem; height: .6rem; border-radius: .3rem; vertical-align: middle; margin: 0 .375rem; }
table.confusion { border-collapse: separate; border-spacing: 1px; font-size: .75rem; }
table.confusion th, table.confusion td { border: 0; padding: .2rem .3rem; white-space: nowrap; }
table.confusion thead th { vertical-align: bottom; font-weight: 400; }
table.confusion thead th span { writing-mode: vertical-rl; transform: rotate(180deg); }
table.confusion tbody th { position: sticky; left: 0; z-index: 1; background: var(--card); font-weight: 400; text-align: right; }
table.confusion td { min-width: 1.75rem; text-align: right; background: color-mix(in srgb, var(--series-1) var(--level), var(--track)); }
table.confusion td.same { background: color-mix(in srgb, var(--series-0) var(--level), var(--track)); }
details { margin-top: .75rem; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
@media (max-width: 40rem) {
  main { padding: 1.25rem .75rem 3rem; }
  section { padding: .875rem; border-radius: .5rem; }
  h1 { font-size: 1.375rem; }
}
@media print { section { break-inside: avoid; } }
`;
