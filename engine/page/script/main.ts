/// <reference lib="dom" />
/**
 * What happens in the page.
 *
 * @module
 */

import type { PageData } from "../data.ts";
import { renderLonely, renderService } from "./detail.ts";
import { byId, el } from "./dom.ts";
import { Drawing } from "./drawing.ts";
import { standWithin } from "./embedded.ts";
import { ServiceList } from "./list.ts";
import { renderMessages } from "./messages.ts";
import { objectLink, placeOf } from "./place.ts";

const data: PageData = JSON.parse(byId("data").textContent ?? "");
const title = document.title;
const drawing = new Drawing();
const list = new ServiceList(data, (shown, namespace) => drawing.filter(shown, namespace));
const services = new Map(data.services.map((service) => [service.name, service]));
const objects = new Map(data.objects.map((object) => [objectLink(object), object]));

const messages = renderMessages(data, [...data.messages.keys()], "h3");
byId("messages").append(
  ...messages.length > 0 ? messages : [el("p", { class: "nothing" }, "Nothing was left out.")],
);

/** Shows what an address says. */
function show(place: string, focus = true): void {
  const { view, id } = placeOf(place);
  const service = view === "service" ? services.get(id) : undefined;
  const object = view === "object" ? objects.get(place) : undefined;
  const found = service
    ? renderService(data, service)
    : object
    ? renderLonely(data, object)
    : view === "overview"
    ? undefined
    : el(
      "article",
      {},
      el("h2", { tabindex: -1 }, "Not here"),
      el("p", {}, `There is no ${view} of that name in this project.`),
      el("p", {}, el("a", { href: "#" }, "← Overview")),
    );
  byId("overview").hidden = found !== undefined;
  byId("detail").replaceChildren(...found ? [found] : []);
  const name = service?.name ?? object?.name;
  document.title = name === undefined ? title : `${name} · ${title}`;
  shown = place;
  list.open(place);
  if (!focus) return;
  const heading = (found ?? byId("overview")).querySelector<HTMLElement>("h2");
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Goes where a link would lead. */
let go = (place: string): void => {
  location.hash = place;
};
let shown = "";

/** Light, dark, or as the reader's system has it. */
function chooseTheme(): void {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  byId("theme").setAttribute("aria-pressed", String(!isDark));
}

byId("theme").addEventListener("click", chooseTheme);
byId("theme").setAttribute(
  "aria-pressed",
  String(matchMedia("(prefers-color-scheme: dark)").matches),
);
document.addEventListener("keydown", (event) => {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey) return;
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (key === "/" && !isTyping) {
    byId("search").focus();
    event.preventDefault();
  }
  if (key === "Escape" && !isTyping && placeOf(shown).view !== "overview") {
    go("#");
  }
});
// What is given as a text to a frame has no address of its own.
if (location.protocol !== "about:") {
  addEventListener("hashchange", () => show(location.hash));
  show(location.hash, placeOf(location.hash).view !== "overview");
} else {
  show("", false);
  // Whoever changes a setting beside it goes on there.
  go = standWithin((place, isFirst) => {
    if (place !== shown) show(place, !isFirst);
  });
}
