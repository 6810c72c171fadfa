/**
 * Data that a page asks for when it needs it. Pages from disk may not fetch, so that each file is a script that hands its
 * value over by name.
 */
declare global {
  var seqbenchFiles: Record<string, unknown> | undefined;
}

const asked = new Map<string, Promise<unknown>>();

/** @throws Error where there is no such file. */
export function dataFile(name: string): Promise<unknown> {
  const known = asked.get(name);
  if (known) return known;
  const file = new Promise<unknown>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${document.body.dataset['root'] ?? ''}data/${name}.js`;
    script.addEventListener('load', () => {
      resolve(globalThis.seqbenchFiles?.[name]);
      script.remove();
    });
    script.addEventListener('error', () => {
      reject(new Error(`The file data/${name}.js is missing from this board.`));
    });
    document.head.append(script);
  });
  asked.set(name, file);
  return file;
}
