/** A run config as it was written: YAML with the line of every key, so that a fault can be shown where it stands. */
import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { UserError } from '../../src/errors.ts';
import { showPath, type SettingsFault, type SettingsPath } from './settingsErrors.ts';

export interface ConfigText {
  /** As the user named it, for messages. */
  readonly path: string;
  readonly data: unknown;
  /** `file:line: place sentence`, one line per fault. */
  readonly refuse: (faults: readonly SettingsFault[]) => UserError;
}

function startOf(document: Document, path: SettingsPath): number | null {
  // The deepest node that exists: a missing key is shown at the mapping that lacks it.
  for (let depth = path.length; depth >= 0; depth--) {
    const keys = path.slice(0, depth);
    const key = keys.at(-1);
    const parent: unknown = document.getIn(keys.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const node: unknown = isNode(pair?.key) ? pair.key : document.getIn(keys, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return null;
}

export function parseConfigText(path: string, text: string): ConfigText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number | null) => (offset === null ? 1 : lines.linePos(offset).line);
  const [syntaxError] = document.errors;
  if (syntaxError) {
    throw new UserError(`${path}:${lineOf(syntaxError.pos[0])}: not readable as YAML: ${syntaxError.message}.`);
  }
  return {
    path,
    data: document.toJS(),
    refuse: (faults) =>
      new UserError(
        faults
          .map(({ path: place, sentence }) => {
            const where = `${path}:${lineOf(startOf(document, place))}:`;
            return place.length === 0 ? `${where} the config ${sentence}` : `${where} ${showPath(place)} ${sentence}`;
          })
          .join('\n'),
      ),
  };
}

export function readConfigText(path: string): ConfigText {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new UserError(`Cannot read the config ${path}: ${reason}.`);
  }
  return parseConfigText(path, text);
}
