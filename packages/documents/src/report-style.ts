/** The report's look: quiet paper, one accent, wide tables that scroll on a narrow screen, and a page that prints. */
export const REPORT_STYLE = `
strong, code, td, li, p { overflow-wrap: anywhere; }
:root { --ink: #1d2733; --soft: #566373; --line: #dde3ea; --paper: #ffffff; --ground: #f3f5f8; --accent: #0b5c8a;
  --pass: #1a6b3c; --pass-ground: #e5f4ea; --warn: #7a4b00; --warn-ground: #fdf1dc; --fail: #a3202b; --fail-ground: #fbe6e7; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 2px 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 1.22rem; margin: 0 0 4px; }
h3 { font-size: 1rem; margin: 22px 0 6px; }
p { margin: 6px 0; }
a { color: var(--accent); }
.eyebrow { color: var(--accent); font-weight: 650; letter-spacing: 0.06em; text-transform: uppercase; font-size: 0.8rem; margin: 0; }
.soft { color: var(--soft); }
.small { font-size: 0.88rem; }
section, header.top { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 22px 24px; margin-top: 18px; }
header.top { margin-top: 0; }
.headline { display: flex; gap: 20px; justify-content: space-between; align-items: flex-start; flex-wrap: wrap; }
.verdict { display: inline-flex; align-items: center; gap: 10px; border-radius: 10px; padding: 10px 16px; font-weight: 650; }
.headline > div:first-child { flex: 1 1 420px; }
.verdict svg { width: 26px; height: 26px; flex: none; }
.verdict.pass { color: var(--pass); background: var(--pass-ground); }
.verdict.fail { color: var(--fail); background: var(--fail-ground); }
.verdict small { display: block; font-weight: 400; font-size: 0.85rem; }
.notice { border-left: 4px solid #c98a1b; background: var(--warn-ground); padding: 10px 14px; border-radius: 0 8px 8px 0; margin: 16px 0 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(210px, 46%), 1fr)); gap: 10px; margin: 18px 0 0; }
.cards div { border: 1px solid var(--line); border-radius: 10px; padding: 10px 12px; }
.cards dt { color: var(--soft); font-size: 0.82rem; }
.cards dd { margin: 2px 0 0; font-size: 1.14rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 10px 0 2px; font-size: 0.93rem; }
th, td { text-align: left; vertical-align: top; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; font-size: 0.84rem; }
tbody th { color: var(--ink); font-size: 0.93rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.number + td:not(.number), th.number + th:not(.number) { padding-left: 14px; }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.86em; overflow-wrap: anywhere; }
.mark { display: inline-flex; align-items: center; gap: 6px; font-weight: 650; border-radius: 999px; padding: 1px 10px 1px 6px; white-space: nowrap; font-size: 0.86rem; }
.mark svg { width: 16px; height: 16px; }
.mark.pass { color: var(--pass); background: var(--pass-ground); }
.mark.warn, .mark.warning { color: var(--warn); background: var(--warn-ground); }
.mark.fail, .mark.error { color: var(--fail); background: var(--fail-ground); }
.mark.info { color: var(--accent); background: #e6f1f8; }
#stage { position: relative; margin-top: 12px; border-radius: 10px; overflow: hidden; border: 1px solid var(--line);
  background: linear-gradient(#f9fafb, #dfe5ec); height: min(68vh, 620px); min-height: 340px; display: none; }
#stage.live { display: block; }
#stage.no-webgl { display: none; }
#view { width: 100%; height: 100%; display: block; touch-action: none; cursor: grab; }
#view:active { cursor: grabbing; }
#view:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
.edge { position: absolute; font-weight: 700; font-size: 1.05rem; pointer-events: none; text-shadow: 0 0 4px #fff; }
#edge-left { left: 12px; top: 50%; transform: translateY(-50%); } #edge-right { right: 12px; top: 50%; transform: translateY(-50%); }
#edge-top { top: 8px; left: 50%; transform: translateX(-50%); } #edge-bottom { bottom: 8px; left: 50%; transform: translateX(-50%); }
#bar { position: absolute; right: 16px; bottom: 14px; border: solid var(--ink); border-width: 0 1.5px 1.5px; text-align: center; font-size: 0.8rem; pointer-events: none; white-space: nowrap; }
#stage .legend { position: absolute; left: 14px; bottom: 12px; width: min(250px, 46%); font-size: 0.8rem; background: rgba(255,255,255,0.82); border-radius: 8px; padding: 6px 10px; pointer-events: none; }
#stage .legend[hidden] { display: none; }
#stage .legend .ramp { height: 10px; border-radius: 3px; margin: 3px 0; }
#stage .legend .key { display: flex; align-items: center; gap: 6px; } #stage .legend .key i { width: 12px; height: 10px; border-radius: 3px; flex: none; }
#stage .legend .ends { display: flex; justify-content: space-between; font-variant-numeric: tabular-nums; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 18px; margin-top: 12px; align-items: center; }
.tools div { display: flex; flex-wrap: wrap; gap: 6px; }
button { font: inherit; font-size: 0.9rem; color: var(--ink); background: var(--paper); border: 1px solid #b9c3ce; border-radius: 8px; padding: 6px 12px; min-height: 36px; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
button:focus-visible { outline: 3px solid #7fb6d6; }
button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: #fff; }
img { max-width: 100%; height: auto; display: block; border-radius: 8px; }
figure { margin: 0; }
figcaption { color: var(--soft); font-size: 0.86rem; margin-top: 6px; }
.slices { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 14px; margin-top: 10px; align-items: start; }
.slices img { width: 100%; background: #000; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
.histogram svg { width: 100%; max-width: 820px; height: auto; display: block; }
dl.facts { display: grid; grid-template-columns: minmax(140px, 230px) 1fr; gap: 6px 16px; margin: 12px 0 0; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
ol.recipe { padding-left: 22px; } ol.recipe li { margin: 8px 0; }
ol.recipe ul { list-style: none; padding: 0; margin: 4px 0 0; display: flex; flex-wrap: wrap; gap: 4px 8px; }
ol.recipe ul li { margin: 0; background: var(--ground); border-radius: 6px; padding: 1px 8px; }
.finding { border-top: 1px solid var(--line); padding: 12px 0; } .finding:first-of-type { border-top: 0; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 30px; }
footer { color: var(--soft); font-size: 0.86rem; margin-top: 22px; }
@media (max-width: 760px) { main { padding: 12px 10px 40px; } section, header.top { padding: 16px 14px; } h1 { font-size: 1.5rem; }
  table.roomy { min-width: 620px; } .slices { grid-template-columns: 1fr; } .two { grid-template-columns: 1fr; } dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: 8px; } #stage { height: 62vh; } }
@media print { body { background: #fff; font-size: 11pt; } main { max-width: none; padding: 0; } section, header.top { border: 0; border-radius: 0; padding: 10px 0; break-inside: auto; }
  .model-3d { display: none; } figure, tr, .finding { break-inside: avoid; } .slices { grid-template-columns: repeat(3, 1fr); }
  .verdict, .mark, .notice, rect { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
`;
