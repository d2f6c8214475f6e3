/* The page's style sheet: one column, cards, light and dark, wide and narrow.
 *
 * A series (tracker i) is a class c0..c7, which sets --c to its colour, and a class dash0..dash3.
 * The eight colours differ in lightness beside hue, so that neighbours can be told apart
 * without seeing hues; those of the dark page are lighter versions of the same hues. */
#include "eval/report_page.h"

static const char *const rules[] = {
    /* ---- colours ---- */
    ":root{color-scheme:light dark;"
    "--back:#f4f5f7;--card:#fff;--text:#15181c;--dim:#5b6570;--line:#dfe3e8;--grid:#e9ecf0;"
    "--lost:#d6362b;--absent:#7b8794;--good:#0a7d4b;--truth:#fff;"
    "--s0:#1766c8;--s1:#d9600a;--s2:#0b8f6a;--s3:#b02e78;--s4:#8a6d00;--s5:#0891b2;"
    "--s6:#7248c4;--s7:#56616d}\n",
    "@media(prefers-color-scheme:dark){:root{"
    "--back:#0d1015;--card:#161a21;--text:#e7ebf0;--dim:#97a2af;--line:#2a313b;--grid:#222831;"
    "--lost:#ff6a5e;--absent:#8d99a6;--good:#3ddc84;"
    "--s0:#66abff;--s1:#ff9950;--s2:#38cfa0;--s3:#f378b6;--s4:#dcbf3f;--s5:#55d3ee;"
    "--s6:#b296ff;--s7:#a9b4c0}}\n",
    ".c0{--c:var(--s0)}.c1{--c:var(--s1)}.c2{--c:var(--s2)}.c3{--c:var(--s3)}"
    ".c4{--c:var(--s4)}.c5{--c:var(--s5)}.c6{--c:var(--s6)}.c7{--c:var(--s7)}"
    ".dash1{stroke-dasharray:7 3}.dash2{stroke-dasharray:2 3}.dash3{stroke-dasharray:9 3 2 3}\n",

    /* ---- page ---- */
    "*{box-sizing:border-box}"
    "html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}"
    "body{margin:0;background:var(--back);color:var(--text);"
    "font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Inter,'DejaVu Sans',sans-serif}"
    "main,header,footer{max-width:1200px;margin:0 auto;padding:0 20px}"
    "header{padding-top:36px}"
    "h1{font-size:30px;line-height:1.2;margin:2px 0 6px;letter-spacing:-.01em;"
    "overflow-wrap:anywhere}"
    "h2{font-size:19px;margin:0 0 4px;letter-spacing:-.005em}"
    "h3{font-size:15px;margin:0 0 6px}"
    "p{margin:0 0 12px}"
    ".eyebrow{margin:0;color:var(--dim);font-size:13px;font-weight:600;letter-spacing:.06em;"
    "text-transform:uppercase}"
    ".note{color:var(--dim);font-size:13.5px;max-width:78ch}"
    "a{color:inherit}\n",
    "nav{display:flex;flex-wrap:wrap;gap:6px;margin:14px 0 0}"
    "nav a{text-decoration:none;font-size:13.5px;padding:3px 11px;border:1px solid var(--line);"
    "border-radius:99px;background:var(--card)}"
    "nav a:hover,nav a:focus-visible{border-color:var(--dim)}"
    "section{background:var(--card);border:1px solid var(--line);border-radius:12px;"
    "padding:20px 22px;margin:16px 0;scroll-margin-top:12px}"
    "footer{color:var(--dim);font-size:13px;padding-bottom:40px}\n",

    /* ---- headline figures ---- */
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;"
    "margin:18px 0 0}"
    ".tile{background:var(--card);border:1px solid var(--line);border-radius:12px;"
    "padding:12px 16px}"
    ".tile b{display:block;font-size:26px;line-height:1.25;font-weight:650;"
    "font-variant-numeric:tabular-nums}"
    ".tile small{font-size:14px;font-weight:500;color:var(--dim)}"
    ".tile span{display:block;color:var(--dim);font-size:13px;line-height:1.35}\n",

    /* ---- plots ---- */
    ".plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));"
    "gap:20px 26px}"
    "figure{margin:0;min-width:0}"
    ".plot{display:block;width:100%;height:auto;max-width:480px}"
    ".wide{max-width:none}"
    ".tick,.label{fill:var(--dim);font-size:12px}.label{font-size:12.5px}"
    ".mid{text-anchor:middle}.end{text-anchor:end}"
    ".grid{stroke:var(--grid)}.axis{stroke:var(--dim)}"
    ".ideal{stroke:var(--dim);stroke-dasharray:4 4}"
    ".mark{stroke:var(--dim);stroke-dasharray:2 3}"
    ".curve{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round}"
    ".dot{fill:var(--c);stroke:var(--card);stroke-width:1}"
    ".bar{fill:var(--c);fill-opacity:.2}"
    ".span{stroke:var(--c);stroke-width:8;stroke-opacity:.4}.tail{stroke:var(--c);stroke-width:1.6}"
    "\n",
    "i.swatch.dash1,i.solid.dash1,.meter i.dash1{background:"
    "repeating-linear-gradient(135deg,var(--c) 0 4px,transparent 4px 6px)}"
    "i.swatch.dash2,i.solid.dash2,.meter i.dash2{background:"
    "repeating-linear-gradient(90deg,var(--c) 0 2px,transparent 2px 4px)}"
    "i.swatch.dash3,i.solid.dash3,.meter i.dash3{background:"
    "repeating-linear-gradient(0deg,var(--c) 0 2px,transparent 2px 4px)}\n"
    ".legend{list-style:none;margin:4px 0 0;padding:0;font-size:13.5px}"
    ".legend li{display:flex;align-items:center;gap:8px;padding:2px 0}"
    ".legend .name{flex:1;min-width:0;overflow-wrap:anywhere}"
    ".legend b,td,.num{font-variant-numeric:tabular-nums}"
    ".key{width:26px;height:10px;flex:none}.key line{stroke-width:3}"
    ".range{color:var(--dim);font-weight:400;white-space:nowrap}\n",

    /* ---- tables ---- */
    ".scroll{overflow-x:auto;margin:10px -22px 0;padding:0 22px}"
    "table{border-collapse:collapse;width:100%;font-size:14px}"
    "th,td{padding:6px 10px;text-align:right;white-space:nowrap;"
    "border-bottom:1px solid var(--line)}"
    "tr:last-child td,tr:last-child th{border-bottom:0}"
    "th{font-weight:600}thead th{color:var(--dim);font-size:13px;vertical-align:bottom}"
    "th:first-child,td:first-child{text-align:left;position:sticky;left:0;"
    "background:var(--card)}"
    "td .range{display:block;font-size:12px}"
    ".best{font-weight:700}"
    ".swatch{display:inline-block;width:10px;height:10px;border-radius:3px;"
    "background:var(--c);margin-right:8px}"
    "tbody th{white-space:normal;min-width:120px;max-width:210px;overflow-wrap:anywhere}\n",

    /* ---- attributes ---- */
    ".attributes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));"
    "gap:6px 34px;margin-top:10px}"
    ".attribute{display:grid;grid-template-columns:minmax(90px,150px) 1fr;gap:0 12px;"
    "align-items:center;padding:5px 0;border-bottom:1px solid var(--grid);break-inside:avoid}"
    ".attribute h3{font-weight:500;font-size:14px;margin:0;overflow-wrap:anywhere}"
    ".attribute h3 small{color:var(--dim);display:block;font-size:12px}"
    ".meter{display:grid;grid-template-columns:1fr 40px;gap:8px;align-items:center;"
    "font-size:13px;line-height:1.25}"
    ".meter>span,.meter i{display:block;border-radius:0 4px 4px 0}"
    ".meter>span{background:var(--grid)}"
    ".meter i{height:9px;background:var(--c);min-width:1px}\n",

    /* ---- sequences ---- */
    ".key-row{display:flex;flex-wrap:wrap;gap:6px 18px;font-size:13px;color:var(--dim);"
    "margin:10px 0 12px;align-items:center}"
    ".key-row i{display:inline-block;width:26px;height:14px;vertical-align:-2px;"
    "margin-right:6px;border-radius:3px}"
    "i.solid{background:var(--c);width:14px}"
    ".iou-key{background:linear-gradient(var(--line) 0 7px,var(--c) 7px)}"
    ".truth-key{border:2px dashed var(--text)}.box-key{border:2px solid var(--c)}"
    ".figures{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13.5px;color:var(--dim)}"
    ".figures b{color:var(--text);font-weight:600;font-variant-numeric:tabular-nums}"
    "details.seq{border-top:1px solid var(--line)}"
    ".seq summary{display:grid;grid-template-columns:14px minmax(150px,250px) 58px 1fr;"
    "gap:2px 14px;align-items:center;padding:8px 0;cursor:pointer;list-style:none}"
    ".seq summary::-webkit-details-marker{display:none}"
    ".seq summary::before{content:'';width:7px;height:7px;border:solid var(--dim);"
    "border-width:0 2px 2px 0;transform:rotate(-45deg)}"
    ".seq[open]>summary::before{transform:rotate(45deg)}"
    ".seq .name{font-weight:600;overflow-wrap:anywhere;line-height:1.3}"
    ".seq .name small{display:block;color:var(--dim);font-weight:400;font-size:12.5px}"
    ".seq .score{text-align:right;font-weight:650;font-size:16px}"
    ".seq .inside{padding:2px 0 18px 28px}\n",
    ".strip{display:block;position:relative;height:34px;background:var(--back);border-radius:3px;"
    "overflow:hidden;-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    ".strip i{position:absolute;top:0;bottom:0;min-width:1px}"
    ".stretched{position:absolute;inset:0;width:100%;height:100%}"
    ".area{fill:var(--c);fill-opacity:.62}"
    ".half{stroke:var(--text);stroke-opacity:.35;stroke-dasharray:3 3;"
    "vector-effect:non-scaling-stroke}"
    "i.lost{background:var(--lost);opacity:.3}"
    ".strip i.mark{width:0;height:0;min-width:0;bottom:auto;margin-left:-5px;"
    "border:5px solid transparent;border-bottom-width:0;border-top-color:var(--text)}"
    "i.absent{background:repeating-linear-gradient(135deg,var(--absent) 0 2px,"
    "transparent 2px 6px)}"
    ".others{display:grid;grid-template-columns:minmax(150px,250px) 58px 1fr;gap:6px 14px;"
    "align-items:center;font-size:13.5px;margin-bottom:14px}"
    ".others .strip{height:24px}.others b{text-align:right}"
    ".moments{display:grid;grid-template-columns:repeat(3,minmax(0,300px));"
    "gap:14px}\n",
    ".picture{display:block;width:100%;aspect-ratio:4/3;background:#000;border-radius:8px}"
    ".moments figcaption{font-size:13px;color:var(--dim);margin-top:5px;line-height:1.35}"
    ".moments figcaption b{color:var(--text)}"
    ".box{fill:none;vector-effect:non-scaling-stroke;stroke-width:2;stroke:var(--c)}"
    ".under{fill:none;vector-effect:non-scaling-stroke;stroke-width:4.5;stroke:#000;"
    "stroke-opacity:.55}"
    ".box.first{stroke-width:3}.under.first{stroke-width:6}"
    ".truth{stroke:#fff;stroke-dasharray:6 4}"
    /* On a picture the colours of the dark page are seen best. */
    ".moments .c0{--c:#66abff}.moments .c1{--c:#ff9950}.moments .c2{--c:#38cfa0}"
    ".moments .c3{--c:#f378b6}.moments .c4{--c:#dcbf3f}.moments .c5{--c:#55d3ee}"
    ".moments .c6{--c:#b296ff}.moments .c7{--c:#a9b4c0}\n",

    /* ---- definitions, narrow screens, paper ---- */
    "dl{display:grid;grid-template-columns:minmax(120px,210px) 1fr;gap:6px 18px;margin:8px 0 0;"
    "font-size:13.5px}dt{font-weight:600}dd{margin:0;color:var(--dim)}\n",
    "@media(max-width:640px){main,header,footer{padding-left:12px;padding-right:12px}"
    "header{padding-top:22px}h1{font-size:25px}section{padding:16px 14px}"
    ".scroll{margin:10px -14px 0;padding:0 14px}th,td{padding:6px 8px}"
    ".tiles{grid-template-columns:1fr 1fr}"
    ".seq summary{grid-template-columns:14px 1fr auto}.seq summary .strip{grid-column:2/4}"
    ".seq .inside{padding-left:0}"
    ".others{grid-template-columns:1fr auto}.others .strip{grid-column:1/3}"
    ".moments{display:flex;gap:10px;overflow-x:auto;scroll-snap-type:x proximity;"
    "margin:0 -14px;padding:0 14px 6px}"
    ".moments figure{flex:0 0 74%;scroll-snap-align:center}"
    "dl{grid-template-columns:1fr}dd{margin-bottom:6px}}\n",
    "@media print{body{background:#fff}section{break-inside:auto}nav{display:none}}\n",
};

void page_style(FILE *out)
{
    fputs("<style>\n", out);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        fputs(rules[i], out);
    fputs("</style>\n", out);
}
