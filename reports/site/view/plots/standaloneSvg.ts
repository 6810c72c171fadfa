/** A plot as a file of its own: with its style, on white paper. */
import { markup, type Markup } from '../markup.ts';
import { standaloneStyle } from './plotStyle.ts';

export function standaloneSvg(plot: Markup): string {
  const style = markup`<style>${standaloneStyle}</style>`.toString();
  // The first tag is the plot's; a > in its attributes is escaped.
  const text = plot.toString().replace('>', () => `>${style}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}
