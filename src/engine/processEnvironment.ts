/**
 * Environment of processes that run an engine. onnxruntime-node copies every output into memory that it has just asked
 * for, and training asks for large buffers all the time; by default glibc gives such memory back to the system each
 * time and pays for its pages again. These settings (see mallopt(3)) make it keep what it has. They must be there when a
 * process starts.
 */
export const ENGINE_ENVIRONMENT: Readonly<Record<string, string>> =
  process.platform === 'linux'
    ? {
        MALLOC_MMAP_MAX_: '0',
        MALLOC_TRIM_THRESHOLD_: String(2 ** 34),
        MALLOC_TOP_PAD_: String(2 ** 28),
      }
    : {};
