/// <reference lib="dom" />
/**
 * The report, in a frame of its own. The page's address says where in it somebody is, so that ways back and forward lead
 * through it; and the next report goes on where the last one was.
 *
 * @module
 */

import { byId, el } from "../../page/script/dom.ts";
import type { Telling, Told, View } from "../../page/script/embedded.ts";
import { dragging } from "./dragging.ts";
import { themeNow } from "./theme.ts";

/** An address that is of a place in a report: others are of the page around it. */
const PLACE = /^(?:#?$|#(?:service|object)=)/;

/** The place for reports. */
export class Report {
  readonly #room = byId("reports");
  #frame: HTMLIFrameElement | undefined;
  #coming: HTMLIFrameElement | undefined;
  #place = "";
  #view: View | undefined;

  /** An empty one. */
  constructor() {
    addEventListener("hashchange", () => this.#follow());
    addEventListener("message", ({ data, source }: MessageEvent<Telling>) => {
      if (!this.#frame || source !== this.#frame.contentWindow) return;
      if (data.view) this.#view = data.view;
      if (data.isDragging !== undefined) dragging(data.isDragging);
      if (data.place !== undefined && PLACE.test(data.place)) location.hash = data.place;
    });
    this.#follow();
  }

  /** Shows a report in place of the last one, once it can be seen. */
  async show(page: string): Promise<void> {
    this.#coming?.remove();
    const frame = el("iframe", {
      class: "coming",
      title: "Report of the conversion",
      sandbox: "allow-scripts",
    });
    frame.srcdoc = page;
    this.#coming = frame;
    this.#room.hidden = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    frame.addEventListener("load", () => resolve(), { once: true });
    this.#room.append(frame);
    await promise;
    if (this.#coming !== frame) return;
    this.#coming = undefined;
    this.#frame?.remove();
    this.#frame = frame;
    frame.id = "report";
    this.tell();
    frame.classList.remove("coming");
  }

  /** Shows none. */
  hide(): void {
    this.#room.hidden = true;
  }

  /** Forgets where somebody was in it. */
  reset(): void {
    this.hide();
    this.#room.replaceChildren();
    this.#frame = this.#coming = this.#view = undefined;
    if (this.#place !== "") location.hash = "";
  }

  /** Tells the report what holds now. */
  tell(): void {
    const told: Told = { theme: themeNow(), place: this.#place, view: this.#view };
    // It has no origin that could be named.
    this.#frame?.contentWindow?.postMessage(told, "*");
  }

  #follow(): void {
    if (!PLACE.test(location.hash)) return;
    this.#place = location.hash;
    this.tell();
  }
}
