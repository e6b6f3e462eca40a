/// <reference lib="dom" />
/**
 * One service, or one object: what it came from and what it became, side by side.
 *
 * @module
 */

import type { PageCall, PageData, PageMark, PageObject, PageService } from "../data.ts";
import { el } from "./dom.ts";
import { renderLegend, renderLines } from "./lines.ts";
import { renderMessages } from "./messages.ts";
import { objectLink, serviceLink } from "./place.ts";

/** A service. */
export function renderService(data: PageData, service: PageService): HTMLElement {
  const { name, kind, namespace, maker, compose, from, calls, calledBy, hosts } = service;
  const { volumes, networks, pod } = service;
  const right = renderLines(compose);
  const origin = `${[kind, namespace && `in ${namespace}`].filter((part) => part).join(" ")}${
    maker ? `${kind ? ", m" : "M"}ade by the extension ${maker}` : ""
  }`;
  return el(
    "article",
    {},
    heading(name, origin || "Compose service"),
    facts({
      "Answers at": hosts.map((host) => host),
      "Calls": calls.map(callOf),
      "Called by": calledBy.map(callOf),
      "Same pod": pod.map((other) => el("a", { href: serviceLink(other) }, other)),
      "Keeps data in": volumes,
      "Networks": networks,
    }),
    ...messagesOf(data, service),
    el(
      "div",
      { class: "sides" },
      el(
        "section",
        { class: "side", "aria-label": "Kubernetes" },
        el("h3", {}, "Kubernetes"),
        ...from.length === 0
          ? [el("p", { class: "nothing" }, "No object of the input stands behind it alone.")]
          : from.map((index, place) =>
            renderObject(data, data.objects[index], place === 0, pointTo(right, name))
          ),
      ),
      el(
        "section",
        { class: "side", "aria-label": "Docker Compose" },
        el("h3", {}, "Docker Compose"),
        el(
          "div",
          { class: "source" },
          el("p", { class: "file" }, `services › ${name}`),
          scrolled(right, `${name} in compose.yml`),
        ),
      ),
    ),
  );
}

/** An object that no service came of alone. */
export function renderLonely(data: PageData, object: PageObject): HTMLElement {
  const { kind, namespace, name, services } = object;
  return el(
    "article",
    {},
    heading(name, `${kind}${namespace ? ` in ${namespace}` : ""}`),
    facts({ "Part of": services.map((other) => el("a", { href: serviceLink(other) }, other)) }),
    ...messagesOf(data, object),
    renderObject(data, object, true),
  );
}

function heading(name: string, about: string): HTMLElement {
  return el(
    "header",
    { class: "title" },
    el("a", { href: "#", class: "back" }, "← Overview"),
    el("h2", { tabindex: -1 }, name),
    el("p", {}, about),
  );
}

function messagesOf(data: PageData, { messages }: { messages: readonly number[] }): HTMLElement[] {
  if (messages.length === 0) return [];
  return [el("section", { "aria-label": "Messages" }, ...renderMessages(data, messages, "h3"))];
}

/** Facts by name; those that there are none of are left out. */
function facts(all: Readonly<Record<string, readonly (Node | string)[]>>): HTMLElement | undefined {
  const known = Object.entries(all).filter(([, values]) => values.length > 0);
  if (known.length === 0) return undefined;
  return el(
    "dl",
    { class: "facts" },
    ...known.flatMap(([term, values]) => [
      el("dt", {}, term),
      el("dd", {}, el("ul", {}, ...values.map((value) => el("li", {}, value)))),
    ]),
  );
}

function callOf({ service, places }: PageCall): HTMLElement {
  const shown = places.slice(0, 3).join(", ");
  const more = places.length > 3 ? `, and ${places.length - 3} more` : "";
  return el(
    "span",
    {},
    el("a", { href: serviceLink(service) }, service),
    el("small", {}, ` ${shown}${more}`),
  );
}

/** An object, its lines when it is opened. */
function renderObject(
  data: PageData,
  object: PageObject,
  isOpen: boolean,
  point?: (mark: PageMark | undefined) => void,
): HTMLElement {
  const { kind, name, file, marks, value } = object;
  const body = el("div", { class: "body" });
  let isFilled = false;
  const fill = () => {
    if (isFilled) return;
    isFilled = true;
    const legend = renderLegend(marks, body);
    if (legend && data.hasAccount) body.append(legend);
    body.append(
      scrolled(
        renderLines(value, { marks, notes: data.notes, ...point ? { point } : {} }),
        `${kind} ${name}`,
      ),
    );
  };
  const lost = marks.filter(({ verdict }) => verdict.startsWith("not-")).length;
  const details = el(
    "details",
    { class: "source", open: isOpen, toggle: () => details.open && fill() },
    el(
      "summary",
      {},
      el("strong", {}, kind),
      ` ${name}`,
      lost > 0 ? el("span", { class: "lost" }, `${lost} not converted`) : undefined,
      file === undefined ? undefined : el("span", { class: "file" }, file),
    ),
    body,
    el("p", { class: "file alone" }, el("a", { href: objectLink(object) }, "Link to this object")),
  );
  if (isOpen) fill();
  return details;
}

/** What may be wider than the page is moved by itself, by keys as well. */
function scrolled(content: HTMLElement, name: string): HTMLElement {
  return el("div", { class: "scrolled", tabindex: 0, role: "region", "aria-label": name }, content);
}

/** Shows in a service's lines where a field went. */
function pointTo(lines: HTMLElement, service: string): (mark: PageMark | undefined) => void {
  const start = `services.${service}.`;
  return (mark) => {
    for (const line of lines.querySelectorAll(".pointed")) line.classList.remove("pointed");
    const paths = (mark?.to ?? []).filter((to) => to.startsWith(start))
      .map((to) => to.slice(start.length));
    if (paths.length === 0) return;
    for (const line of lines.querySelectorAll<HTMLElement>(".line")) {
      const path = line.dataset.path ?? "";
      const isBelow = (to: string) =>
        path === to || (path.startsWith(to) && /^[.[]/.test(path.slice(to.length)));
      if (paths.some(isBelow)) line.classList.add("pointed");
    }
  };
}
