/// <reference lib="dom" />
/**
 * Light, dark, or as the reader's system has it; the report has what the page has.
 *
 * @module
 */

import { byId } from "../../page/script/dom.ts";

/** Has the button choose, and the report follow. */
export function followTheme(report: HTMLIFrameElement): void {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = byId("theme");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  const tell = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    // It has no origin that could be named.
    report.contentWindow?.postMessage({ theme: isDark() ? "dark" : "light" }, "*");
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
  });
  system.addEventListener("change", tell);
  report.addEventListener("load", tell);
  tell();
}
