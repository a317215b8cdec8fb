import { type Html, markup } from '../html.ts';

const LIGHT = `--paper:#fff;--panel:#f5f7f9;--ink:#1a1f26;--soft:#59636f;--line:#dfe4e9;--right:31 104 172;--wrong:196 74 22`;

const DARK = `--paper:#13171c;--panel:#1b2128;--ink:#e9edf1;--soft:#9ba6b2;--line:#2d353e;--right:92 168 232;--wrong:240 138 84`;

const SHEET = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:66rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .6rem;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .35rem}
h3{font-size:1rem;margin:0 0 .5rem}
p{margin:0 0 .8rem;max-width:44rem}
a{color:inherit;text-underline-offset:.15em}
section{margin-top:3rem}
.kicker,.note,.meta{color:var(--soft)}
.kicker{margin:0 0 .3rem;font-size:.875rem}
.note,.meta{font-size:.875rem}
.lead{font-size:1.15rem}.lead b{white-space:nowrap}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.5rem 0 0;padding:0}
.tiles div{background:var(--panel);border-radius:.6rem;padding:.85rem 1rem}
.tiles dt{color:var(--soft);font-size:.85rem}
.tiles dd{margin:.1rem 0 0;font-size:1.6rem;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums}
.tiles dd small{display:block;font-size:.8rem;font-weight:400;color:var(--soft);margin-top:.2rem}
.meta{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:1.5rem 0 0}
.meta dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(10rem,1fr));gap:1rem;margin:1.2rem 0 0;padding:0;list-style:none}
.card{border:1px solid var(--line);border-radius:.6rem;overflow:hidden;break-inside:avoid;display:flex;flex-direction:column}
.card .picture{position:relative;display:flex;align-items:center;justify-content:center;aspect-ratio:4/3;background:var(--panel);overflow:hidden}
.card img{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.card .gone{color:var(--soft);font-size:.8rem;text-align:center;padding:.5rem;border:1px dashed var(--line);border-radius:.4rem;margin:.6rem}
.card .words{padding:.65rem .75rem .75rem}
.guess{display:grid;grid-template-columns:1fr max-content;column-gap:.5rem;margin:0 0 .5rem;font-size:.875rem;line-height:1.35}
.guess small{color:var(--soft);font-size:.75rem;grid-column:1/-1}
.guess b{font-weight:600;overflow-wrap:anywhere}
.guess span{font-variant-numeric:tabular-nums}
.bar{grid-column:1/-1;height:.25rem;border-radius:.2rem;background:var(--line);margin-top:.2rem;overflow:hidden}
.bar::after{content:"";display:block;height:100%;width:calc(var(--share)*100%);background:rgb(var(--tone))}
.as-right{--tone:var(--right)}
.as-wrong{--tone:var(--wrong)}
.path{display:block;color:var(--soft);font-size:.75rem;line-height:1.35;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:1rem 0 0;-webkit-overflow-scrolling:touch}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
th{font-weight:500;text-align:left}
.matrix td{min-width:2.6rem;height:2.4rem;padding:0 .3rem;text-align:center;border:1px solid var(--line);background:rgb(var(--tone)/calc(var(--share)*.55))}
.matrix td.none{color:var(--soft)}
.matrix thead th{vertical-align:bottom;padding:.3rem 0;text-align:center}
.matrix thead .name{writing-mode:vertical-rl;transform:rotate(180deg);max-height:9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;margin:0 auto;line-height:1.2}
.matrix tbody th,.matrix .corner{position:sticky;left:0;background:var(--paper);padding:0 .7rem 0 0;max-width:12rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.matrix .corner{border:0;color:var(--soft);font-size:.75rem;line-height:1.3;font-weight:400;white-space:normal;text-align:left}
.rows{width:100%}
.rows th,.rows td{padding:.45rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
.rows th:first-child{text-align:left;padding-left:0;white-space:normal;overflow-wrap:anywhere;min-width:7rem}
.rows thead th{color:var(--soft);font-size:.8rem;vertical-align:bottom}
.rows tfoot th,.rows tfoot td{border-bottom:0;font-weight:600}
.score{display:inline-grid;grid-template-columns:3rem 3.2rem;gap:.5rem;align-items:center}
.score .bar{grid-column:auto;margin:0}
.pairs{margin:1rem 0 0;padding:0;list-style:none;columns:16rem;column-gap:2rem;font-size:.9rem}
.pairs li{display:flex;gap:.75rem;padding:.25rem 0;border-bottom:1px solid var(--line);break-inside:avoid}
.pairs b{min-width:2.2rem;text-align:right;font-variant-numeric:tabular-nums}
.pairs span{overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:1.5rem;margin:1.2rem 0 0}
.charts figure{margin:0;break-inside:avoid}
.charts figcaption{font-size:.875rem;margin-bottom:.4rem}
.charts figcaption b{display:block;font-size:1rem}
svg{width:100%;height:auto;max-width:28rem;display:block;font:11px system-ui,sans-serif;overflow:visible}
svg text{fill:var(--soft)}
svg .grid{stroke:var(--line)}
svg .even{stroke:var(--soft);stroke-dasharray:4 4}
svg .hit{fill:rgb(var(--right)/.8)}
svg .mean{stroke:rgb(var(--wrong));stroke-width:3}
svg .count{font-size:9px;fill:var(--ink);stroke:var(--paper);stroke-width:3px;paint-order:stroke}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.9rem 0 0;font-size:.85rem;color:var(--soft)}
.key i{display:inline-block;width:.85rem;height:.85rem;border-radius:.15rem;margin-right:.4rem;vertical-align:-.1rem;background:rgb(var(--tone)/.8)}
.key .line{height:.2rem;vertical-align:.25rem;background:rgb(var(--tone))}
footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
@media (max-width:34rem){main{padding-top:1.5rem}h1{font-size:1.5rem}.tiles dd{font-size:1.3rem}.cards{grid-template-columns:repeat(2,1fr);gap:.7rem}.meta{grid-template-columns:1fr;gap:0}.meta dd{margin-bottom:.5rem}}
@media print{:root{color-scheme:light;${LIGHT}}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:10pt}main{max-width:none;padding:0}section{margin-top:1.8rem}h2,h3,figcaption{break-after:avoid}tr{break-inside:avoid}.scroll{overflow:visible}.cards{grid-template-columns:repeat(5,1fr);gap:.5rem}}
`;

/** The page's style sheet: light and dark, for phones and for print, with nothing from elsewhere. */
export const STYLE: Html = markup(`<style>${SHEET}</style>`);
