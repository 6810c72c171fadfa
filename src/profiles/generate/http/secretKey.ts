/** The key of an endpoint: from the environment only, and blotted out of every text that could carry it further. */
import { UserError } from '../../../errors.ts';

export interface SecretKey {
  /** For the request's header; empty where the endpoint wants no key. */
  readonly headers: Readonly<Record<string, string>>;
  /** The text without the key, whatever an endpoint repeats of it. */
  readonly redact: (text: string) => string;
}

/** Shorter than this nothing is a key, and blotting it out would spoil every text. */
const SHORTEST_KEY = 8;

export function readKey(variable: string | null, environment: NodeJS.ProcessEnv = process.env): SecretKey {
  if (variable === null) return { headers: {}, redact: (text) => text };
  const key = environment[variable]?.trim() ?? '';
  if (key === '') {
    throw new UserError(
      `The environment variable ${variable} ("keyVariable") is not set; put the endpoint's key there.`,
    );
  }
  if (key.length < SHORTEST_KEY || !/^[\x21-\x7e]+$/u.test(key)) {
    throw new UserError(
      `The environment variable ${variable} holds no key: ${SHORTEST_KEY} or more visible ASCII characters.`,
    );
  }
  const forms = [...new Set([key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), btoa(key)])];
  return {
    headers: { authorization: `Bearer ${key}` },
    redact: (text) => forms.reduce((redacted, form) => redacted.replaceAll(form, '[key]'), text),
  };
}
