/** Where things go unless a command is told otherwise. */
export const DEFAULT_RESULTS_DIRECTORY = 'results';
