/** Faults of the file system that whoever named the path can mend, in one sentence. Pure. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOTDIR: 'a file stands where a directory is needed',
  EEXIST: 'a file stands where a directory is needed',
  EISDIR: 'a directory stands where a file is needed',
  EACCES: 'its permissions do not allow this',
  EPERM: 'its permissions do not allow this',
  EROFS: 'its file system cannot be written to',
  ENOSPC: 'there is no room left on its disk',
};

/** Null for any other error. */
export function systemFault(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, path } = error as NodeJS.ErrnoException;
  const sentence = code === undefined ? undefined : SENTENCES[code];
  return sentence === undefined || path === undefined ? null : `${path}: ${sentence}.`;
}
