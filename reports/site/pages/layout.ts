/** The frame of every page: head, navigation, footer. No page asks anything of another host. */
import { embeddedJson, markup, type Markup, type MarkupValue } from '../view/markup.ts';

export const PAGES = [
  { id: 'board', file: 'index.html', label: 'Board' },
  { id: 'compare', file: 'compare.html', label: 'Compare' },
  { id: 'history', file: 'history.html', label: 'History' },
  { id: 'protocol', file: 'protocol.html', label: 'Protocol' },
] as const;
export type PageId = (typeof PAGES)[number]['id'];

export interface PageInput {
  readonly title: string;
  /** For search engines and previews of links. */
  readonly description: string;
  /** Null for pages that the navigation does not name. */
  readonly current: PageId | null;
  /** Folders that the page lies below the first one. */
  readonly depth: 0 | 1;
  readonly content: MarkupValue;
  /** Read by the script of the page. */
  readonly data?: unknown;
  /** What the site was built by and from; the same on every page. */
  readonly footer: string;
}

/**
 * Scripts, styles and pictures of the site's own folder and nothing else; nothing is sent anywhere. `file:` is what
 * `self` means for pages opened from disk, to browsers that do not take it to mean that.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' file:",
  "style-src 'self' file:",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const STAIRS = 'M2 14V9h4V6h4V2h4';

/** A picture of its own keeps browsers from asking for one. */
const ICON = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path d='${STAIRS}' fill='none' stroke='%230b62a8' stroke-width='2.5'/></svg>`;

function navigation(current: PageId | null, root: string): Markup {
  return markup`<nav class="pages" aria-label="Pages"><ul>${PAGES.map(
    ({ id, file, label }) =>
      markup`<li><a href="${root}${file}"${id === current && markup` aria-current="page"`}>${label}</a></li>`,
  )}</ul></nav>`;
}

export function page({ title, description, current, depth, content, data, footer }: PageInput): string {
  const root = depth === 0 ? '' : '../';
  return `<!doctype html>\n${markup`<html lang="en" class="no-script"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
    <title>${title}</title><meta name="description" content="${description}">
    <meta property="og:title" content="${title}"><meta property="og:description" content="${description}">
    <link rel="icon" href="${ICON}"><link rel="stylesheet" href="${root}assets/site.css">
    <script src="${root}assets/theme.js"></script><script src="${root}assets/site.js" defer></script></head>
    <body data-root="${root}"><a class="skip" href="#main">Skip to the content</a>
    <header class="site"><a class="brand" href="${root}index.html">
      <svg width="18" height="18" viewBox="0 0 16 16" aria-hidden="true"><path d="${STAIRS}"/></svg>seqbench</a>
    ${navigation(current, root)}
    <button type="button" class="theme needs-script" data-theme-toggle>Dark</button></header>
    <main id="main" tabindex="-1">${content}</main>
    <footer class="site"><p>${footer}</p></footer>
    ${data !== undefined && markup`<script type="application/json" id="data">${embeddedJson(data)}</script>`}</body></html>`.toString()}\n`;
}
