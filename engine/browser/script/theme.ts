/// <reference lib="dom" />
/**
 * Light, dark, or as the reader's system has it; the report has what the page has.
 *
 * @module
 */

import { byId } from "../../page/script/dom.ts";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

/** What holds now. */
export function themeNow(): "light" | "dark" {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  return isDark ? "dark" : "light";
}

/** Has the button choose; `changed` hears of it. */
export function followTheme(changed: () => void): void {
  const button = byId("theme");
  const tell = () => {
    button.setAttribute("aria-pressed", String(themeNow() === "dark"));
    changed();
  };
  button.addEventListener("click", () => {
    root.dataset.theme = themeNow() === "dark" ? "light" : "dark";
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}
