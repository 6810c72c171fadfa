/** Profiles written elsewhere, from a file; needs no dataset. */
import { UserError } from '../../errors.ts';
import { orderProfiles, type UserProfile } from '../profileText.ts';
import { openRecords, type ProfileRecord } from './profileRecords.ts';

export interface ProfileFields {
  /** Name of the field with the original user id, and of the one with the text. */
  readonly user: string;
  readonly text: string;
}

export interface ImportedProfiles {
  /** In the order of `orderProfiles`. */
  readonly profiles: readonly UserProfile[];
  /** Records whose text is empty, for example of users for whom nothing could be written. */
  readonly withoutTextCount: number;
}

/** How many pairs of places a refusal names. */
const NAMED_DUPLICATES = 5;
/** The row that RecBole's files begin with; not a user. */
const RECBOLE_PADDING = '[PAD]';

/** @throws UserError where a field is missing, a user has two profiles, or the file cannot be read. */
export async function readProfileFile(path: string, fields: ProfileFields): Promise<ImportedProfiles> {
  const { records, isRecbole } = await openRecords(path, fields);
  const placeOfUser = new Map<string, string>();
  const profiles: UserProfile[] = [];
  const duplicates: string[] = [];
  let withoutTextCount = 0;
  for await (const record of records) {
    const user = userOf(path, record, fields);
    if (isRecbole && user === RECBOLE_PADDING) continue;
    const text = textOf(path, record, fields);
    const before = placeOfUser.get(user);
    if (before !== undefined) duplicates.push(`user "${user}" on ${before} and ${record.place}`);
    placeOfUser.set(user, record.place);
    if (text === '') withoutTextCount++;
    else profiles.push({ user, text, source: 'imported' });
  }
  if (duplicates.length > 0) throw twoProfiles(path, duplicates);
  if (profiles.length === 0) throw new UserError(`${path} holds no profile.`);
  return { profiles: orderProfiles(profiles), withoutTextCount };
}

function userOf(path: string, record: ProfileRecord, fields: ProfileFields): string {
  const value = valueOf(path, record, fields, 'user');
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  throw new UserError(`${path}, ${record.place}: "${fields.user}" must be a user's id.`);
}

/** A list of texts is one of paragraphs. */
function textOf(path: string, record: ProfileRecord, fields: ProfileFields): string {
  const value = valueOf(path, record, fields, 'text') ?? '';
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join('\n').trim();
  throw new UserError(`${path}, ${record.place}: "${fields.text}" must be a text.`);
}

function valueOf(path: string, record: ProfileRecord, fields: ProfileFields, kind: keyof ProfileFields): unknown {
  const name = fields[kind];
  if (Object.hasOwn(record.fields, name)) return record.fields[name];
  const there = Object.keys(record.fields)
    .map((key) => `"${key}"`)
    .join(', ');
  throw new UserError(
    `${path}, ${record.place}: there is no field "${name}", but ${there}; name it in "fields.${kind}".`,
  );
}

function twoProfiles(path: string, duplicates: readonly string[]): UserError {
  const named = duplicates.slice(0, NAMED_DUPLICATES).join('; ');
  const more = duplicates.length > NAMED_DUPLICATES ? `; and ${duplicates.length - NAMED_DUPLICATES} more` : '';
  return new UserError(`${path} has more than one profile of a user: ${named}${more}. Leave one of each.`);
}
