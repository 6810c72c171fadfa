/**
 * Environment of processes that run an engine. Training asks for large buffers all the time, and by default glibc gives
 * such memory back to the system each time and pays for its pages again. These settings (see mallopt(3) and "Tunables"
 * in glibc's manual) make it keep what it has, in one place and in huge pages. They must be there when a process starts.
 */
export const ENGINE_ENVIRONMENT: Readonly<Record<string, string>> =
  process.platform === 'linux'
    ? {
        MALLOC_MMAP_MAX_: '0',
        MALLOC_TRIM_THRESHOLD_: String(2 ** 34),
        MALLOC_TOP_PAD_: String(2 ** 28),
        MALLOC_ARENA_MAX: '1',
        GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
      }
    : {};
