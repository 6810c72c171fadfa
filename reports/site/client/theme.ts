/** Runs before anything is drawn: says that there are scripts, and keeps the theme that was chosen last. */
document.documentElement.classList.remove('no-script');
try {
  const theme = localStorage.getItem('seqbench-theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset['theme'] = theme;
} catch {
  // Browsers may refuse storage to pages from disk; the system's theme stays.
}
