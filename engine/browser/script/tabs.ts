/// <reference lib="dom" />
/**
 * Tabs, by clicks and arrow keys.
 *
 * @module
 */

import { byId } from "../../page/script/dom.ts";

/** Has each of some tabs show its panel, and hide those of the others. */
export function tabs(all: readonly HTMLElement[]): void {
  const select = (chosen: HTMLElement) => {
    for (const tab of all) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")!).hidden = !isChosen;
    }
  };
  for (const [index, tab] of all.entries()) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const next = all[(index + step + all.length) % all.length];
      select(next);
      next.focus();
    });
  }
}
