/// <reference lib="dom" />
/**
 * What there is to say.
 *
 * @module
 */

import type { PageData, PageMessage, PageSeverity } from "../data.ts";
import { el } from "./dom.ts";
import { objectLink, serviceLink } from "./place.ts";

/** What each severity is called, and its sign. */
export const SEVERITIES: Readonly<Record<PageSeverity, readonly [title: string, sign: string]>> = {
  error: ["Withheld", "✖"],
  warning: ["Left out or guessed", "⚠"],
  info: ["Worth knowing", "ℹ"],
};

/** More messages than this of a severity are shown when asked for. */
const FEW = 60;

/** More places than this of a message, too. */
const FEW_PLACES = 6;

/** Messages by severity; nothing where there are none. */
export function renderMessages(
  data: PageData,
  indices: readonly number[],
  level: "h3" | "h4",
): HTMLElement[] {
  const messages = indices.map((index) => data.messages[index]);
  return (Object.keys(SEVERITIES) as PageSeverity[]).flatMap((severity) => {
    const all = messages.filter((message) => message.severity === severity);
    if (all.length === 0) return [];
    // What holds for many is said once.
    const own = [...Map.groupBy(all, ({ code, message }) => `${code} ${message}`).values()];
    const [title, sign] = SEVERITIES[severity];
    const list = el("ul", { class: "messages" });
    const add = (some: readonly PageMessage[][]) =>
      list.append(...some.map((same) => renderMessage(data, same)));
    add(own.slice(0, FEW));
    const more = own.length > FEW
      ? el("button", {
        type: "button",
        class: "more",
        click: () => {
          add(own.slice(FEW));
          more?.remove();
        },
      }, `Show all ${own.length}`)
      : undefined;
    return [el(
      "details",
      { class: `group ${severity}`, open: severity !== "info" || own.length < 8 },
      el(
        "summary",
        {},
        el(
          level,
          {},
          el("span", { class: "sign", "aria-hidden": "true" }, sign),
          ` ${title} `,
          el("span", { class: "count" }, String(all.length)),
        ),
      ),
      list,
      more,
    )];
  });
}

/** A message, and each place that it is about. */
function renderMessage(data: PageData, same: readonly PageMessage[]): HTMLElement {
  const [{ message, code }] = same;
  const list = el("ul", { class: "places" });
  const add = (some: readonly PageMessage[]) =>
    list.append(...some.map((one) => el("li", {}, ...placeOf(data, one))));
  add(same.slice(0, FEW_PLACES));
  const more = same.length > FEW_PLACES
    ? el("button", {
      type: "button",
      class: "more",
      click: () => {
        add(same.slice(FEW_PLACES));
        more?.remove();
      },
    }, `Show all ${same.length}`)
    : undefined;
  return el(
    "li",
    {},
    el("p", {}, message),
    list,
    more,
    el("p", { class: "code" }, code),
  );
}

function placeOf(data: PageData, { about, object, path }: PageMessage): (Node | string)[] {
  const [service] = object === undefined ? [] : data.objects[object].services;
  const place = object === undefined
    ? about
    : el("a", { href: service ? serviceLink(service) : objectLink(data.objects[object]) }, about);
  return path === undefined ? [place] : [place, " ", el("code", {}, path)];
}
