/**
 * Named protocols: how data are split and how models are set up. `strict` is every default. `ecir26` is what the release
 * of "Pre-trained LLMs meet sequential recommenders" (ECIR 2026) does where that can run at all, each of its oddities a
 * setting with a name of its own; numbers that it tuned by data set are not part of it.
 */
export const PROTOCOLS = ['strict', 'ecir26'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** What a protocol sets in place of defaults; protocols that are not listed set nothing. */
export type ByProtocol<Settings> = Readonly<Partial<Record<Protocol, Settings>>>;
