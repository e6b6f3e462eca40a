/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Elements in few words. Texts of others are set as texts, never as markup.
 *
 * @module
 */

/** What an element has: attributes, and what happens when it is pressed. */
interface Properties {
  [attribute: string]: string | number | boolean | ((event: Event) => void) | undefined;
}

/** An element with attributes, and with what it holds. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** The element of an id, which the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** A text for who listens. */
export function spoken(text: string): HTMLElement {
  return el("span", { class: "spoken" }, text);
}

/** "1 service", "2 services". */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
