/**
 * Reads a file of records one by one, with the line each begins on: JSON lines, a whole JSON file (a list of records, or
 * one object from user to text, as the paper's released code writes it), CSV or TSV; gzipped or not.
 */
import { basename } from 'node:path';
import { parse, type Info } from 'csv-parse';
import { readPlain, type WorkFile } from '../../dataset/plainFile.ts';
import { compressionOf } from '../../dataset/sourceFiles.ts';
import { fileLines } from '../../dataset/fileLines.ts';
import { UserError } from '../../errors.ts';

export interface ProfileRecord {
  /** Where it stands, for messages: `line 12`. */
  readonly place: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface RecordFile {
  readonly records: AsyncIterable<ProfileRecord>;
  /** RecBole's form: a type after each column's name, as in `user_id:token`, and a user `[PAD]` that is none. */
  readonly isRecbole: boolean;
}

/** `whole` names the fields to make of a JSON object from user to text. */
export async function openRecords(path: string, whole: { user: string; text: string }): Promise<RecordFile> {
  const compression = await compressionOf(path);
  if (compression === 'zip') throw new UserError(`${path} is a zip archive; unpack it, or gzip the file instead.`);
  const file: WorkFile = { path, compression, label: path };
  const extension = /\.([^.]+)$/u.exec(basename(path).replace(/\.gz$/iu, ''))?.[1]?.toLowerCase() ?? '';
  switch (extension) {
    case 'jsonl':
    case 'ndjson':
      return { records: jsonLineRecords(file), isRecbole: false };
    case 'json':
      return { records: jsonRecords(file, whole), isRecbole: false };
    case 'csv':
    case 'tsv':
    case 'txt':
      return openDelimited(file, extension === 'csv' ? ',' : '\t');
    default:
      throw new UserError(`${path}: profiles are read from .jsonl, .json, .csv and .tsv files, gzipped (.gz) or not.`);
  }
}

async function* jsonLineRecords(file: WorkFile): AsyncGenerator<ProfileRecord> {
  let number = 0;
  for await (const line of fileLines(file)) {
    number++;
    const text = number === 1 ? line.replace(/^\uFEFF/u, '') : line;
    if (text.trim() !== '') yield record(file, `line ${number}`, parseJson(file, `line ${number}`, text));
  }
}

async function* jsonRecords(file: WorkFile, whole: { user: string; text: string }): AsyncGenerator<ProfileRecord> {
  let text = '';
  for await (const line of fileLines(file)) text += `${line}\n`;
  const data = parseJson(file, 'the file', text.replace(/^\uFEFF/u, ''));
  if (Array.isArray(data)) {
    for (const [index, entry] of data.entries()) yield record(file, `entry ${index + 1}`, entry);
  } else {
    const entries = Object.entries(record(file, 'the file', data).fields);
    for (const [index, [user, profile]] of entries.entries()) {
      yield { place: `entry ${index + 1}`, fields: { [whole.user]: user, [whole.text]: profile } };
    }
  }
}

function parseJson(file: WorkFile, place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file.label}, ${place}: not readable as JSON.`, { cause: error });
  }
}

function record(file: WorkFile, place: string, value: unknown): ProfileRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(`${file.label}, ${place}: a record must be a JSON object.`);
  }
  return { place, fields: value as Record<string, unknown> };
}

async function openDelimited(file: WorkFile, delimiter: string): Promise<RecordFile> {
  let header = '';
  for await (const line of fileLines(file)) {
    header = line;
    break;
  }
  const isRecbole = header.split(delimiter).every((name) => /:(token|float)(_seq)?$/u.test(name));
  return { records: delimitedRecords(file, delimiter, isRecbole), isRecbole };
}

async function* delimitedRecords(file: WorkFile, delimiter: string, isRecbole: boolean): AsyncGenerator<ProfileRecord> {
  const parser = parse({
    delimiter,
    bom: true,
    columns: (names: string[]) => names.map((name) => (isRecbole ? name.replace(/:.*$/u, '') : name)),
    // RecBole's files quote nothing, and have quotation marks in their texts.
    quote: isRecbole ? false : '"',
    skip_empty_lines: true,
    info: true,
  });
  const stream = readPlain(file);
  stream.on('error', (error) => parser.destroy(error));
  stream.pipe(parser);
  let nextLine = 2;
  try {
    for await (const { record: fields, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: Info;
    }>) {
      yield { place: `line ${nextLine}`, fields };
      // The parser counts the line that a record ends on.
      nextLine = info.lines + 1;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file.label} cannot be read: ${reason}.`, { cause: error });
  } finally {
    stream.destroy();
  }
}
