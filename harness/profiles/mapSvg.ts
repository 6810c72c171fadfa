/** A map of users' profiles as SVG: a point for each user, coloured and named by group, texts on hovering. Pure. */
import type { ProfileMap } from '../../src/profiles/inspect/profileMap.ts';

export interface MapDrawing {
  readonly map: ProfileMap;
  readonly title: string;
  /** By row on the map. */
  readonly users: readonly string[];
  readonly texts: readonly string[] | null;
  /** Place on the map of the user to point out, and of the neighbours; null: nobody. */
  readonly marked: { readonly user: number; readonly neighbours: readonly number[] } | null;
}

const WIDTH = 960;
const HEIGHT = 720;
const MARGIN = 30;
const TOP = 60;
/** Okabe and Ito's, told apart with any eyes; the darker ones first. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#a89f00'];
const HOVER_CHARACTERS = 240;

export function mapSvg({ map, title, users, texts, marked }: MapDrawing): string {
  const at = placement(map.places);
  const radius = users.length > 1500 ? 1.8 : 3.2;
  const groups = map.groups.map((_, group) => {
    const points = users.flatMap((user, point) => {
      if (map.groupOf[point] !== group) return [];
      const { x, y } = at(map.places[2 * point]!, map.places[2 * point + 1]!);
      const text = texts === null ? '' : `: ${shorten(texts[point]!)}`;
      return [`<circle cx="${x}" cy="${y}" r="${radius}"><title>${escape(`${user}${text}`)}</title></circle>`];
    });
    return `<g fill="${COLOURS[group]!}" fill-opacity="0.65">\n${points.join('\n')}\n</g>`;
  });
  const labels = map.groups.map(({ centre, words, size }) => {
    const { x, y } = at(...centre);
    const label = words.length === 0 ? `${size} users` : words.join(', ');
    return `<text class="label" text-anchor="${anchor(x)}" x="${x}" y="${y}">${escape(label)}</text>`;
  });
  const rings =
    marked === null
      ? []
      : [ring(at, map, marked.user, 9), ...marked.neighbours.map((point) => ring(at, map, point, 6))];
  const summary = `${users.length} users in ${map.groups.length} groups; neighbours in the vectors are near each other.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title summary">
<title id="title">${escape(title)}</title>
<desc id="summary">${escape(summary)}</desc>
<style>
text { font: 14px system-ui, sans-serif; fill: #222; }
/* Dark whatever the group's colour: some of them are too pale to read. */
.label { font-weight: 600; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
.ring { fill: none; stroke: #222; stroke-width: 2; }
</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${MARGIN}" y="28" font-weight="600">${escape(title)}</text>
<text x="${MARGIN}" y="48">${escape(summary)}</text>
${[...groups, ...rings, ...labels].join('\n')}
</svg>
`;
}

type Placement = (x: number, y: number) => { readonly x: string; readonly y: string };

/** The same scale both ways, so that distances compare. */
function placement(places: Float32Array): Placement {
  const xs = places.filter((_, at) => at % 2 === 0);
  const ys = places.filter((_, at) => at % 2 === 1);
  const [left, right, low, high] = [least(xs), -least(xs.map((x) => -x)), least(ys), -least(ys.map((y) => -y))];
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left || 1), (HEIGHT - TOP - MARGIN) / (high - low || 1));
  const [middleX, middleY] = [(left + right) / 2, (low + high) / 2];
  return (x, y) => ({
    x: (WIDTH / 2 + scale * (x - middleX)).toFixed(1),
    y: ((TOP + HEIGHT - MARGIN) / 2 + scale * (middleY - y)).toFixed(1),
  });
}

/** Names of groups near an edge stay within the picture. */
function anchor(x: string): 'start' | 'middle' | 'end' {
  if (Number(x) < WIDTH / 6) return 'start';
  return Number(x) > (WIDTH * 5) / 6 ? 'end' : 'middle';
}

function least(values: Float32Array): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY);
}

function ring(at: Placement, map: ProfileMap, point: number, radius: number): string {
  const { x, y } = at(map.places[2 * point]!, map.places[2 * point + 1]!);
  return `<circle class="ring" cx="${x}" cy="${y}" r="${radius}"/>`;
}

function shorten(text: string): string {
  return text.length > HOVER_CHARACTERS ? `${text.slice(0, HOVER_CHARACTERS)}…` : text;
}

function escape(text: string): string {
  return (
    text
      .replace(/[&<>"]/gu, (character) => `&#${character.codePointAt(0)!};`)
      // XML has no place for these, not even escaped.
      .replace(/[^\P{Cc}\t\n\r]/gu, ' ')
  );
}
