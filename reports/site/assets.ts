/** The files that all pages share: one style sheet, one script, and the few lines that run before anything is drawn. */
import { buildSync, transformSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { colorStyle, plotStyle } from './view/plots/plotStyle.ts';

/** Every browser of the last two years; `light-dark` of the style sheet asks for no less. */
const TARGET = ['chrome123', 'firefox120', 'safari17.5'];

/** Sources in a checkout, compiled files in a package. */
const EXTENSION = extname(fileURLToPath(import.meta.url));

function script(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'client', `${name}${EXTENSION}`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: TARGET,
    charset: 'utf8',
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

function style(): string {
  const text = `:root{${colorStyle}}\n${readFileSync(join(import.meta.dirname, 'site.css'), 'utf8')}\n${plotStyle}`;
  return transformSync(text, { loader: 'css', minify: true, target: TARGET, charset: 'utf8' }).code;
}

/** By path. */
export function assets(): ReadonlyMap<string, string> {
  return new Map([
    ['assets/site.css', style()],
    ['assets/site.js', script('main')],
    ['assets/theme.js', script('theme')],
  ]);
}
