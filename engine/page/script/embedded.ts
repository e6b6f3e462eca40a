/// <reference lib="dom" />
/**
 * A page within another, whose address is none of its own.
 *
 * @module
 */

/** Has the page do as the one around it says, and keeps its links within it. */
export function standWithin(): void {
  addEventListener("message", ({ data, source }) => {
    if (source !== parent || !["light", "dark"].includes(data?.theme)) return;
    document.documentElement.dataset.theme = data.theme;
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const target = link?.getAttribute("href");
    if (!target?.startsWith("#")) return;
    event.preventDefault();
    location.hash = target;
  });
  // What is dropped here would take the page's place.
  for (const type of ["dragover", "drop"]) {
    addEventListener(type, (event) => event.preventDefault());
  }
}
