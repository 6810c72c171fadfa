/**
 * Any table of events: CSV, TSV, JSON lines, Parquet, or bare `user item` lines, with a column mapping in the config.
 * Without a time column the order of the file is the order of events, and splits by time are refused.
 */
import { UserError } from '../../errors.ts';
import { defineSource } from '../source.ts';
import { requireFile, type SourceFile, type SourceFolder } from '../sourceFiles.ts';
import type { InteractionRows, ItemRows, SourcePlan } from '../sourcePlan.ts';
import { tableScan, type ColumnUse, type TableType } from './tableScan.ts';
import { tableSettingsSchema, type TableSettings } from './tableSettings.ts';

export const table = defineSource({
  summary: 'Any table: CSV, TSV, JSON lines, Parquet or bare "user item" lines, columns named in the config.',
  settingsSchema: tableSettingsSchema,
  plan(folder, settings): SourcePlan {
    const files =
      settings.files === undefined
        ? [onlyFile(folder, settings)]
        : settings.files.map((name) => namedFile(folder, name));
    return {
      timeResolution: settings.columns.time === undefined ? 'none' : 'detect',
      interactions: files.map((file) => eventRows(file, settings)),
      items: settings.items === undefined ? [] : [itemRows(namedFile(folder, settings.items.file), settings.items)],
    };
  },
});

function namedFile(folder: SourceFolder, name: string): SourceFile {
  const plain = name.replace(/\.gz$/i, '');
  return requireFile(folder, new RegExp(`^${plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`), plain);
}

function onlyFile(folder: SourceFolder, settings: TableSettings): SourceFile {
  const candidates = folder.files.filter((file) => file.name !== settings.items?.file.replace(/\.gz$/i, ''));
  if (candidates.length === 1) return candidates[0]!;
  if (candidates.length === 0) return requireFile(folder, /(?!)/, 'table of events');
  const names = candidates.slice(0, 8).map((file) => file.name);
  throw new UserError(`${folder.location} has several files (${names.join(', ')}); say which hold events with "files"`);
}

function typeOf(file: SourceFile, declared: TableType | 'auto'): TableType {
  if (declared !== 'auto') return declared;
  const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  const known: Readonly<Record<string, TableType>> = {
    ...{ csv: 'csv', tsv: 'tsv', tab: 'tsv', parquet: 'parquet' },
    ...{ jsonl: 'jsonl', ndjson: 'jsonl', json: 'jsonl' },
  };
  const type = known[extension];
  if (type === undefined) {
    throw new UserError(
      `${file.path}: the name does not tell the kind of table; set "type" to csv, tsv, jsonl, parquet or pairs`,
    );
  }
  return type;
}

function eventRows(file: SourceFile, settings: TableSettings): InteractionRows {
  const { columns } = settings;
  const type = typeOf(file, settings.type);
  const rows = { file, shape: 'event' } as const;
  if (type === 'pairs') return { ...rows, ...PAIRS, scan: { kind: 'lines' }, seconds: null, value: null };
  const uses: ColumnUse[] = [
    { column: columns.user, type: 'VARCHAR' },
    { column: columns.item, type: 'VARCHAR' },
  ];
  if (columns.time !== undefined)
    uses.push({ column: columns.time, type: isNumberUnit(settings) ? 'DOUBLE' : 'VARCHAR' });
  if (columns.value !== undefined) uses.push({ column: columns.value, type: 'FLOAT' });
  const { scan, sqlOf } = tableScan(type, settings, uses);
  return {
    ...rows,
    scan,
    user: sqlOf(columns.user),
    item: sqlOf(columns.item),
    seconds: columns.time === undefined ? null : secondsSql(sqlOf(columns.time), settings),
    value: columns.value === undefined ? null : `try_cast(${sqlOf(columns.value)} AS FLOAT)`,
  };
}

const WORDS = String.raw`string_split_regex(trim(line), '\s+')`;
/** A line with more or fewer than two words is a bad row. */
const PAIRS = { user: `CASE WHEN len(${WORDS}) = 2 THEN ${WORDS}[1] END`, item: `${WORDS}[2]` } as const;

function isNumberUnit(settings: TableSettings): boolean {
  return settings.timeFormat === undefined && settings.timeUnit !== 'iso';
}

function secondsSql(column: string, settings: TableSettings): string {
  if (settings.timeFormat !== undefined)
    return `epoch(try_strptime(${column}, '${settings.timeFormat.replaceAll("'", "''")}'))`;
  switch (settings.timeUnit) {
    case 'seconds':
      return `try_cast(${column} AS DOUBLE)`;
    case 'milliseconds':
      return `try_cast(${column} AS DOUBLE) / 1000`;
    case 'microseconds':
      return `try_cast(${column} AS DOUBLE) / 1000000`;
    case 'iso':
      // The session's zone is UTC, so a text without a zone is taken as UTC.
      return `epoch(try_cast(${column} AS TIMESTAMPTZ))`;
    default:
      return settings.timeUnit satisfies never;
  }
}

function itemRows(file: SourceFile, settings: NonNullable<TableSettings['items']>): ItemRows {
  const { columns } = settings;
  const type = typeOf(file, settings.type);
  if (type === 'pairs')
    throw new UserError(`${file.path}: item text needs columns; set items.type to csv, tsv, jsonl or parquet`);
  const areListed =
    settings.categoriesAre === 'auto' ? type === 'jsonl' || type === 'parquet' : settings.categoriesAre === 'list';
  const texts = [
    columns.title,
    columns.brand,
    columns.description,
    columns.textId,
    ...Object.values(columns.attributes),
  ];
  const uses: ColumnUse[] = [columns.item, ...texts.filter((column) => column !== undefined)].map((column) => ({
    column,
    type: 'VARCHAR',
  }));
  if (columns.categories !== undefined)
    uses.push({ column: columns.categories, type: areListed ? 'VARCHAR[]' : 'VARCHAR' });
  const { scan, sqlOf } = tableScan(type, settings, uses);
  const text = (column: string | number | undefined): string | undefined =>
    column === undefined ? undefined : `(${sqlOf(column)})::VARCHAR`;
  const separator = `'${settings.categorySeparator.replaceAll("'", "''")}'`;
  const fields = {
    title: text(columns.title),
    brand: text(columns.brand),
    description: text(columns.description),
    textId: text(columns.textId),
    categories:
      columns.categories === undefined
        ? undefined
        : areListed
          ? sqlOf(columns.categories)
          : `string_split(${sqlOf(columns.categories)}, ${separator})`,
  };
  const known = Object.fromEntries(Object.entries(fields).filter(([, sql]) => sql !== undefined));
  const attributes = Object.fromEntries(
    Object.entries(columns.attributes).map(([name, column]) => [name, text(column)!]),
  );
  return { file, scan, item: sqlOf(columns.item), ...known, attributes };
}
