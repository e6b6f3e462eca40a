/// <reference lib="dom" />
/**
 * The list of services, searched and filtered.
 *
 * @module
 */

import type { PageData, PageService } from "../data.ts";
import { byId, count, el, spoken } from "./dom.ts";
import { objectLink, serviceLink } from "./place.ts";

/** One entry of the list. */
interface Entry {
  element: HTMLElement;
  link: HTMLAnchorElement;
  namespace: string;
  /** What is searched, in small letters. */
  text: string;
}

/** The list, which hears of what is searched and filtered. */
export class ServiceList {
  readonly #entries: Entry[];
  readonly #groups: { element: HTMLElement; entries: Entry[] }[];
  readonly #lonely: Entry[];
  #current: HTMLAnchorElement | undefined;

  /** Fills the page's list; `changed` hears which services are shown, or that all are. */
  constructor(
    data: PageData,
    changed: (shown: ReadonlySet<string> | undefined, namespace: string) => void,
  ) {
    const nav = byId("services");
    const byNamespace = [...Map.groupBy(data.services, ({ namespace }) => namespace)];
    this.#groups = byNamespace.map(([namespace, services]) => {
      const entries = services.map((service) => serviceEntry(data, service));
      return { element: groupOf(namespace || "project", entries), entries };
    });
    this.#lonely = data.objects.filter(({ services }) => services.length === 0).map((object) => {
      const { kind, namespace, name } = object;
      const link = el("a", { href: objectLink(object) }, name, el("small", {}, kind));
      const text = `${kind} ${namespace} ${name}`.toLowerCase();
      return { element: el("li", {}, link), link, namespace, text };
    });
    if (this.#lonely.length > 0) {
      const element = groupOf("objects without a service", this.#lonely);
      this.#groups.push({ element, entries: this.#lonely });
    }
    this.#entries = this.#groups.flatMap(({ entries }) => entries);
    nav.append(...this.#groups.map(({ element }) => element));
    const search = byId<HTMLInputElement>("search");
    const filter = byId<HTMLSelectElement>("namespace");
    filter.append(...data.namespaces.map((name) => el("option", { value: name }, name)));
    const update = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
      const namespace = filter.value;
      const isShown = (entry: Entry) =>
        (namespace === "" || entry.namespace === namespace) &&
        words.every((word) => entry.text.includes(word));
      for (const { element, entries } of this.#groups) {
        let any = false;
        for (const entry of entries) {
          const shown = isShown(entry);
          entry.element.hidden = !shown;
          any ||= shown;
        }
        element.hidden = !any;
      }
      const shown = this.#entries.filter(({ element }) => !element.hidden);
      byId("found").textContent = words.length === 0 && namespace === ""
        ? count(data.services.length, "service")
        : shown.length === 0
        ? "Nothing found"
        : `${shown.length} of ${this.#entries.length}`;
      const names = shown.map(({ link }) => link.dataset.service).filter((name) =>
        name !== undefined
      );
      changed(words.length === 0 ? undefined : new Set(names), namespace);
    };
    const found = () => {
      update();
      nav.scrollTop = 0;
    };
    search.addEventListener("input", found);
    filter.addEventListener("change", found);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && search.value !== "") {
        search.value = "";
        update();
        event.preventDefault();
      }
      if (event.key === "ArrowDown" || event.key === "Enter") {
        this.#shown()[0]?.[event.key === "Enter" ? "click" : "focus"]();
        event.preventDefault();
      }
    });
    nav.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      const links = this.#shown();
      const at = links.indexOf(document.activeElement as HTMLAnchorElement);
      if (at < 0) return;
      event.preventDefault();
      if (at + step < 0) search.focus();
      else links[at + step]?.focus();
    });
    update();
  }

  /** Shows which entry is open. */
  open(hash: string): void {
    this.#current?.removeAttribute("aria-current");
    this.#current = this.#entries.find(({ link }) => link.getAttribute("href") === hash)?.link;
    this.#current?.setAttribute("aria-current", "page");
    this.#current?.scrollIntoView({ block: "nearest" });
  }

  #shown(): HTMLAnchorElement[] {
    return this.#entries.filter(({ element }) => !element.hidden).map(({ link }) => link);
  }
}

function serviceEntry(data: PageData, service: PageService): Entry {
  const { name, namespace, kind, from, messages } = service;
  const worst = worstOf(data, service);
  const link = el(
    "a",
    { href: serviceLink(name) },
    el("span", {}, name),
    worst === undefined ? undefined : el("span", { class: `dot ${worst}`, "aria-hidden": "true" }),
    worst === undefined ? undefined : spoken(`, ${count(messages.length, "message")}`),
  );
  link.dataset.service = name;
  const objects = from.map((index) => `${data.objects[index].kind} ${data.objects[index].name}`);
  const text = [name, namespace, kind, ...objects].join(" ").toLowerCase();
  return { element: el("li", {}, link), link, namespace, text };
}

/** How bad what there is to say of a service is; notes do not count. */
export function worstOf(
  data: PageData,
  { messages }: Pick<PageService, "messages">,
): "error" | "warning" | undefined {
  const severities = messages.map((index) => data.messages[index].severity);
  return severities.includes("error")
    ? "error"
    : severities.includes("warning")
    ? "warning"
    : undefined;
}

function groupOf(title: string, entries: readonly Entry[]): HTMLElement {
  return el(
    "section",
    { "aria-label": title },
    el("h3", {}, title),
    el("ul", {}, ...entries.map(({ element }) => element)),
  );
}
