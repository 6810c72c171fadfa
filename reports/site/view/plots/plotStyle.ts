/**
 * Style of plots, apart from that of pages: a plot that is downloaded takes it along. Colours are pairs for light and dark;
 * those of series keep 3:1 against the paper in both.
 */
const COLORS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  paper: ['#fdfcfa', '#15181c'],
  ink: ['#1d2126', '#e9e7e2'],
  muted: ['#59616b', '#a4abb4'],
  hair: ['#e3e0d9', '#2c3138'],
  accent: ['#0b62a8', '#7db9ee'],
  win: ['#0d7569', '#4fc4b4'],
  loss: ['#b8480c', '#f0955c'],
  'series-0': ['#0b62a8', '#6fb3f0'],
  'series-1': ['#b8480c', '#f0955c'],
  'series-2': ['#0d7569', '#4fc4b4'],
  'series-3': ['#8a35a3', '#d08be6'],
  'series-4': ['#8f6206', '#dfb04a'],
  'series-5': ['#b3205c', '#f07fae'],
  'series-6': ['#4a7212', '#9ccf5a'],
  'series-7': ['#4d5a6b', '#a9b6c6'],
};

/** `light-dark` follows `color-scheme`, which the page sets. */
export const colorStyle = Object.entries(COLORS)
  .map(([name, [light, dark]]) => `--${name}:light-dark(${light},${dark});`)
  .join('');

const lightColorStyle = Object.entries(COLORS)
  .map(([name, [light]]) => `--${name}:${light};`)
  .join('');

const SERIES = Array.from({ length: 8 }, (_, series) => `.series-${series}{--own:var(--series-${series})}`).join('');

export const plotStyle = `${SERIES}
.plot{font:12px/1.2 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow:visible}
.plot text{fill:var(--muted)}
.plot .axis-title{fill:var(--ink);font-weight:600}
.plot .grid{stroke:var(--hair);stroke-width:1}
.plot .band{fill:var(--accent);opacity:.09}
.plot .front-line{fill:none;stroke:var(--accent);stroke-width:1.5;stroke-linejoin:round}
.plot .spread{fill:none;stroke:var(--muted);stroke-width:1.25;opacity:.65}
.plot .mark path{fill:var(--paper);stroke:var(--own);stroke-width:1.75}
.plot .mark.possible path{fill:var(--own);fill-opacity:.28}
.plot .mark.front path{fill:var(--own)}
.plot .dots{fill:none;stroke:var(--own);stroke-width:6;stroke-linecap:round;opacity:.55}
.plot .name,.plot .note{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.plot .name.front{fill:var(--ink);font-weight:600}
.plot .legend{fill:var(--own);font-weight:600}
.plot .limit{stroke:var(--series-1);stroke-width:1.25;stroke-dasharray:5 4}
.plot .change{stroke:var(--muted);stroke-width:1;stroke-dasharray:3 3}
.plot .level{stroke:var(--ink);stroke-width:2.5;opacity:.55}
.plot .line .stroke{fill:none;stroke:var(--own);stroke-width:1.75;stroke-linejoin:round}
.plot .line .spread{stroke:var(--own)}
.plot .line .stem{stroke:var(--own);stroke-width:2;opacity:.35}
.plot .point{fill:var(--own)}
.plot .point.marked{stroke:var(--paper);stroke-width:1.5}
.plot .others{fill:none;stroke:var(--muted);stroke-width:1.5;opacity:.4}
.plot .bars{fill:var(--own);fill-opacity:.75}
.plot .wins{fill:var(--win)}
.plot .losses{fill:var(--loss)}
.plot .ties{fill:var(--hair)}
.plot .chosen{fill:none;stroke:var(--ink);stroke-width:2}`;

/** Of a plot as a file that stands alone. */
export const standaloneStyle = `.plot{${lightColorStyle}background:#fff}${plotStyle}`;
