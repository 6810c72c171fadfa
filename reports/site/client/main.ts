/** The script of all pages; each part does nothing where its elements are not. */
import { startBoard } from './board.ts';
import { startCompare } from './compare.ts';
import { startDownloads } from './downloads.ts';
import { startHistory } from './history.ts';
import { startThemeToggle } from './themeToggle.ts';
import { startTips } from './tips.ts';

startThemeToggle();
startTips();
startDownloads();
startBoard();
startCompare();
startHistory();
