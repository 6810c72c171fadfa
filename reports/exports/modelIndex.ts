/**
 * A model card for the Hugging Face hub per model, with its figures in the front matter as the hub's `model-index`:
 * https://github.com/huggingface/hub-docs/blob/main/modelcard.md. Accuracy alone: costs are of a machine. Pure.
 */
import { stringify } from 'yaml';
import { canonicalJson, shortHash } from '../../src/canonicalJson.ts';
import { escapeMarkdown } from '../markdown.ts';
import { provenanceText } from '../provenance.ts';
import { rowFigures } from '../rowFigures.ts';
import type { ReportRow } from '../rows.ts';
import { rowId, slug } from '../site/rowText.ts';
import { hasFigures, type ExportFile } from './exportFile.ts';

/** Rows of one model: the same baseline with the same settings, on whatever data. */
function modelKey({ baselineId, label, settings, sample }: ReportRow): string {
  return canonicalJson({ baselineId, label, settings, file: sample.baseline.fileHash });
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function resultOf(row: ReportRow, boardUrl: string | null): object {
  const { dataset, protocol, split } = row.sample;
  const simulated = dataset.isSimulated ? ', SIMULATED users' : '';
  const metrics = rowFigures(row)
    .filter(({ figure }) => figure.kind === 'metric')
    .map(({ figure, value, low, high, sd, seedCount }) => {
      const spread = sd === null ? {} : { standard_deviation: sd, low, high };
      const args = { seeds: seedCount, better: figure.better, unit: figure.unit, ...spread };
      return { type: figure.name.replace('@', '_at_').replaceAll('-', '_'), name: figure.label, value, args };
    });
  return {
    task: { type: 'sequential-recommendation', name: 'Sequential recommendation' },
    dataset: {
      type: slug(dataset.name),
      name: oneLine(`${dataset.name} (${protocol}${simulated})`),
      split: 'test',
      revision: dataset.contentHash,
      args: { protocol, split_hash: split.hash, test_cases: split.testCaseCount, catalogue: split.catalogueItemCount },
    },
    metrics,
    // The hub takes a source with its address or not at all.
    ...(boardUrl !== null && {
      source: {
        name: oneLine(`seqbench, ${provenanceText(row.provenance)}`),
        url: `${boardUrl}/runs/${rowId(row)}.html`,
      },
    }),
  };
}

/** Texts in double quotes on one line each: readers of YAML 1.1 and 1.2 then agree on what is a text. */
function frontMatter(value: object): string {
  const text = stringify(value, {
    lineWidth: 0,
    defaultKeyType: 'PLAIN',
    defaultStringType: 'QUOTE_DOUBLE',
    doubleQuotedMinMultiLineLength: Infinity,
    aliasDuplicateObjects: false,
  });
  // `1e-7` is a number to YAML 1.2 alone.
  return `---\n${text.replace(/: (-?\d+)e([-+]?\d+)$/gmu, (_, digits: string, power: string) => {
    return `: ${digits}.0e${/^[-+]/u.test(power) ? power : `+${power}`}`;
  })}---\n`;
}

function card(rows: readonly ReportRow[], boardUrl: string | null): string {
  const [{ label, summary }] = rows as [ReportRow];
  const name = oneLine(label);
  const index = [{ name, results: rows.map((row) => resultOf(row, boardUrl)) }];
  const about = { tags: ['sequential-recommendation', 'recommender-system', 'seqbench'], 'model-index': index };
  const grades = [...new Set(rows.map(({ provenance }) => provenanceText(provenance)))].join('; ');
  const where = boardUrl === null ? '' : ` Costs and provenance: <${boardUrl}>.`;
  return `${frontMatter(about)}\n# ${escapeMarkdown(name)}\n\n${escapeMarkdown(summary)}\n\nMeasured by seqbench (${escapeMarkdown(grades)}): means over seeds, ranked over the whole catalogue.${where}\n`;
}

/** `boardUrl` is where the board is published, without a slash at its end; null where it is not. */
export function modelCardFiles(rows: readonly ReportRow[], boardUrl: string | null): ExportFile[] {
  const models = new Map<string, ReportRow[]>();
  for (const row of rows.filter(hasFigures)) {
    const key = modelKey(row);
    const known = models.get(key);
    if (known) known.push(row);
    else models.set(key, [row]);
  }
  return [...models].map(([key, own]) => {
    return { name: `${slug(own[0]!.label)}.${shortHash(key)}.md`, text: card(own, boardUrl) };
  });
}
