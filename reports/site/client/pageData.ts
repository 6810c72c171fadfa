/** What the page brought along; null where it brought nothing. */
export function pageData(): unknown {
  const text = document.getElementById('data')?.textContent;
  return text ? JSON.parse(text) : null;
}

/** The element of an event's target that matches, or the nearest one about it. */
export function closest(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}
