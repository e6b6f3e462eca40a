/// <reference lib="dom" />
/**
 * A page within another: the one around it has the address, and knows what somebody looks at when this page goes and the
 * next comes.
 *
 * @module
 */

import { byId } from "./dom.ts";

/** What somebody looks at, beside the place: what a page that takes another's place goes on with. */
export interface View {
  /** What is searched. */
  search: string;
  /** Which namespace is shown. */
  namespace: string;
  /** How far down. */
  scroll: number;
}

/** What the page around it tells. */
export interface Told {
  /** Light or dark. */
  theme: string;
  /** Where to be, as {@linkcode placeOf} reads it. */
  place: string;
  /** What was looked at before. */
  view?: View;
}

/** What it tells the page around it. */
export interface Telling {
  /** Where somebody wants to be. */
  place?: string;
  /** What is looked at now. */
  view?: View;
  /** Whether something is dragged here, which is for the page around it. */
  isDragging?: boolean;
}

/** Has the page do as the one around it says: `go` shows a place, whether it is the first or not. What it returns asks for one. */
export function standWithin(
  go: (place: string, isFirst: boolean) => void,
): (place: string) => void {
  byId("theme").hidden = true;
  // An address of elsewhere would take the page's place.
  for (const link of document.querySelectorAll(".urls a")) link.replaceWith(link.textContent);
  const search = byId<HTMLInputElement>("search");
  const namespace = byId<HTMLSelectElement>("namespace");
  // Neither of the two has an origin that could be named.
  const tell = (telling: Telling) => parent.postMessage(telling, "*");
  let isTold = false;
  addEventListener("message", ({ data, source }: MessageEvent<Told>) => {
    if (source !== parent || !["light", "dark"].includes(data?.theme)) return;
    document.documentElement.dataset.theme = data.theme;
    const view = isTold ? undefined : data.view;
    if (view) goOn(view);
    go(data.place, !isTold);
    if (view) scrollTo(0, view.scroll);
    isTold = true;
  });
  const goOn = (view: View) => {
    search.value = view.search;
    namespace.value = view.namespace;
    // Of one that is gone all is shown.
    if (namespace.selectedIndex < 0) namespace.value = "";
    search.dispatchEvent(new Event("input"));
  };
  const tellView = () => {
    const view = { search: search.value, namespace: namespace.value, scroll: scrollY };
    if (isTold) tell({ view });
  };
  search.addEventListener("input", tellView);
  namespace.addEventListener("change", tellView);
  addEventListener("scroll", tellView, { passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const target = link?.getAttribute("href");
    if (!target?.startsWith("#")) return;
    event.preventDefault();
    if (link!.classList.contains("skip")) byId("main").focus();
    else tell({ place: target });
  });
  // What is dropped here would take the page's place.
  for (const type of ["dragenter", "dragover", "drop"]) {
    addEventListener(type, (event) => {
      event.preventDefault();
      tell({ isDragging: type !== "drop" });
    });
  }
  return (place) => tell({ place });
}
