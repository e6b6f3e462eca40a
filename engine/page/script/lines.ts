/// <reference lib="dom" />
/**
 * A value as lines, with what became of each field at their side.
 *
 * @module
 */

import type { PageMark, PageVerdict } from "../data.ts";
import { linesOf } from "../lines.ts";
import { el, spoken } from "./dom.ts";

/** What each verdict is called, and its sign. */
export const VERDICTS: Readonly<Record<PageVerdict, readonly [name: string, sign: string]>> = {
  "converted": ["converted", "→"],
  "meaningless": ["meaningless on one host", "·"],
  "not-convertible": ["not converted", "!"],
  "not-understood": ["not understood", "?"],
};

/** More lines than this are shown when asked for. */
const FEW = 500;

/** What lines are shown with. */
export interface LineOptions {
  /** What became of fields. */
  marks?: readonly PageMark[];
  /** Texts of marks. */
  notes?: readonly string[];
  /** What is done when somebody points at a line, and away from it. */
  point?: (mark: PageMark | undefined) => void;
}

/** The lines of a value. */
export function renderLines(value: unknown, options: LineOptions = {}): HTMLElement {
  const { marks = [], notes = [], point } = options;
  const byPath = new Map<string, PageMark>();
  // Of several the first is the most telling.
  for (const mark of marks) if (!byPath.has(mark.path)) byPath.set(mark.path, mark);
  const lines = linesOf(value);
  const list = el("ol", { class: "lines" });
  const shown = new Set<string>();
  const add = (from: number, to: number) => {
    for (const { text, path } of lines.slice(from, to)) {
      const mark = byPath.get(path);
      const line = el("li", { class: mark ? `line ${mark.verdict}` : "line" });
      line.dataset.path = path;
      const code = el("code", {}, text);
      if (mark && !shown.has(path)) {
        shown.add(path);
        const [name, sign] = VERDICTS[mark.verdict];
        const note = mark.note === undefined ? "" : notes[mark.note];
        const why = [mark.to?.join(", "), note].filter((part) => part).join(": ");
        const said = why === "" ? name : `${name}: ${why}`;
        line.append(el("span", { class: "sign", "aria-hidden": "true" }, sign), code);
        line.append(spoken(` (${said})`));
        line.title = said;
        // Who listens has heard it.
        const inline = mark.verdict.startsWith("not-") ? note : why;
        if (inline) line.append(el("span", { class: "why", "aria-hidden": "true" }, inline));
      } else {
        line.append(code);
      }
      if (mark && point) {
        line.addEventListener("pointerenter", () => point(mark));
        line.addEventListener("pointerleave", () => point(undefined));
      }
      list.append(line);
    }
  };
  add(0, FEW);
  if (lines.length <= FEW) return list;
  const more = el("button", {
    type: "button",
    class: "more",
    click: () => {
      add(FEW, lines.length);
      more.remove();
    },
  }, `Show all ${lines.length.toLocaleString("en")} lines`);
  return el("div", {}, list, more);
}

/** Which verdicts there are, and how often; with a button that has lines within an element say why. */
export function renderLegend(
  marks: readonly PageMark[],
  within: HTMLElement,
): HTMLElement | undefined {
  if (marks.length === 0) return undefined;
  const counts = Map.groupBy(marks, ({ verdict }) => verdict);
  const entries = (Object.keys(VERDICTS) as PageVerdict[]).flatMap((verdict) => {
    const number = counts.get(verdict)?.length ?? 0;
    if (number === 0) return [];
    const [name, sign] = VERDICTS[verdict];
    return [el(
      "li",
      { class: verdict },
      el("span", { class: "sign", "aria-hidden": "true" }, sign),
      `${number} ${name}`,
    )];
  });
  const why = el("button", {
    type: "button",
    "aria-pressed": "false",
    click: () => why.setAttribute("aria-pressed", String(within.classList.toggle("explained"))),
  }, "Say why");
  return el(
    "div",
    { class: "legend" },
    el("ul", { "aria-label": "What became of the fields" }, ...entries),
    why,
  );
}
