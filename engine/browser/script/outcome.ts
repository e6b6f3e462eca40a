/// <reference lib="dom" />
/**
 * What came of a conversion, or why nothing did.
 *
 * @module
 */

import { byId, count, el } from "../../page/script/dom.ts";
import type { ConvertAnswer, Failure } from "../messages.ts";
import { sizeOf } from "./size.ts";

const SIGNS = { error: "✖", warning: "⚠", info: "ℹ" };

/** Shows what came out. */
export function showDone(answer: ConvertAnswer): void {
  const { name, files, counts, services } = answer;
  byId("failure").hidden = true;
  byId("done").hidden = false;
  byId("done-title").textContent = name;
  const said = [
    count(services, "service"),
    count(files.length, "file"),
    ...counts.error > 0 ? [`${counts.error} withheld`] : [],
    ...counts.warning > 0 ? [count(counts.warning, "warning")] : [],
  ].join(", ");
  byId("outcome").textContent = said;
  byId("status").textContent = `${name} is converted: ${said}`;
  byId("file-list").replaceChildren(
    ...files.map(({ path, content }) =>
      el("li", {}, el("span", {}, path), el("small", {}, sizeOf(content)))
    ),
  );
}

/** Shows that somebody stopped it, and a way to have it nevertheless. */
export function showCancelled(again: () => void): void {
  const button = el("button", { type: "button", click: again }, "Convert again");
  showFailure({ message: "You cancelled it.", said: [] }, button);
  button.focus();
}

/** Shows why nothing came out, with what was said before that. */
export function showFailure({ message, said }: Failure, ...more: HTMLElement[]): void {
  byId("done").hidden = true;
  byId("failure").hidden = false;
  byId("failure").replaceChildren(
    el("h2", {}, "Nothing was converted"),
    el("p", {}, message),
    ...said.length === 0 ? [] : [
      el(
        "ul",
        {},
        ...said.map(({ severity, message, resource, file }) => {
          const about = [file, resource && `${resource.kind} ${resource.name}`]
            .filter((part) => part).join(", ");
          return el(
            "li",
            {},
            `${SIGNS[severity]} `,
            el("span", { class: "about" }, about === "" ? "" : `${about}: `),
            message,
          );
        }),
      ),
    ],
    ...more,
  );
}
