/// <reference lib="dom" />
/**
 * What a person gives: the ways to give it, and the list of what was given.
 *
 * @module
 */

import { byId, count, el } from "../../page/script/dom.ts";
import type { Given } from "../messages.ts";
import { chosen, dropped, pasted } from "./collect.ts";
import { dragging } from "./dragging.ts";
import { example } from "./example.ts";
import { sizeOf } from "./size.ts";

/** What was given. */
export class Input {
  readonly all: Given[] = [];
  readonly #changed: () => void;

  /** `changed` hears of all that is given or taken back. */
  constructor(changed: () => void) {
    this.#changed = changed;
    for (const id of ["files", "folder"] as const) {
      const input = byId<HTMLInputElement>(id);
      byId(`choose-${id}`).addEventListener("click", () => input.click());
      input.addEventListener("change", () => {
        if (input.files) this.#take(chosen(input.files));
        // The same may be chosen again.
        setTimeout(() => input.value = "");
      });
    }
    byId("example").addEventListener("click", () => {
      this.#take(Promise.resolve(example()));
      // With something there it would be added to that.
      byId("choose-files").focus();
    });
    this.#hearPaste();
    this.#hearDrop();
  }

  #hearPaste(): void {
    const form = byId<HTMLFormElement>("paste");
    const button = byId("show-paste");
    const text = byId<HTMLTextAreaElement>("pasted");
    const open = (isOpen: boolean) => {
      form.hidden = !isOpen;
      button.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) text.focus();
    };
    button.addEventListener("click", () => open(form.hidden !== false));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (text.value.trim() === "") return text.focus();
      this.#take(Promise.resolve(pasted(text.value)));
      text.value = "";
      open(false);
      button.focus();
    });
    document.addEventListener("paste", (event) => {
      const isTyping = event.target instanceof HTMLElement &&
        event.target.matches("input, textarea, select");
      const data = event.clipboardData;
      if (isTyping || !data) return;
      event.preventDefault();
      const own = data.getData("text/plain");
      if (data.files.length > 0) this.#take(dropped(data));
      else if (own.trim() !== "") this.#take(Promise.resolve(pasted(own)));
    });
  }

  #hearDrop(): void {
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      dragging(true);
    });
    document.addEventListener("dragleave", ({ relatedTarget }) => {
      if (relatedTarget === null) dragging(false);
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      dragging(false);
      const { dataTransfer } = event;
      if (!dataTransfer) return;
      const text = dataTransfer.files.length === 0 ? dataTransfer.getData("text/plain") : "";
      this.#take(text.trim() === "" ? dropped(dataTransfer) : Promise.resolve(pasted(text)));
    });
  }

  async #take(giving: Promise<Given | undefined>): Promise<void> {
    const refused = byId("refused");
    refused.hidden = true;
    try {
      const given = await giving;
      if (!given) throw new Error("There is no file in what you gave");
      const at = this.all.findIndex(({ name }) => name !== "" && name === given.name);
      const before = this.all.splice(at < 0 ? this.all.length : at, 1, given)[0];
      this.#show();
      this.#offerBoth(given, before);
      this.#changed();
    } catch (error) {
      // What was given before stays.
      refused.hidden = false;
      refused.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  /** What has the name of something that was there takes its place; two files may be called alike. */
  #offerBoth(given: Given, before: Given | undefined): void {
    const note = byId("replaced");
    // Settings are there once.
    note.hidden = before === undefined || /^dekube\.ya?ml$/.test(given.name);
    if (note.hidden || !before) return;
    const keep = () => {
      note.hidden = true;
      const at = this.all.indexOf(given);
      this.all.splice(Math.max(at, 0), 0, before);
      this.#show();
      byId("choose-files").focus();
      this.#changed();
    };
    note.replaceChildren(
      el("span", {}, el("bdi", {}, given.name), " takes the place of the one before. "),
      el("button", { type: "button", click: keep }, "Keep both"),
    );
  }

  #takeBack(given: Given): void {
    byId("replaced").hidden = true;
    const at = this.all.indexOf(given);
    this.all.splice(at, 1);
    this.#show();
    // The button is gone that somebody was at.
    const others = byId("given").querySelectorAll("button");
    (others[Math.min(at, others.length - 1)] ?? byId("choose-files")).focus();
    this.#changed();
  }

  #show(): void {
    byId("given").replaceChildren(...this.all.map((given) => {
      const { name, files } = given;
      const title = name !== "" ? name : files.length > 1 ? count(files.length, "file") : "pasted";
      const more = name !== "" && files.length > 1 ? `${count(files.length, "file")}, ` : "";
      return el(
        "li",
        {},
        el("bdi", { class: "name", title }, title),
        el("small", {}, `${more}${sizeOf(...files.map(({ bytes }) => bytes))}`),
        el("button", {
          type: "button",
          "aria-label": `Take ${title} back`,
          click: () => this.#takeBack(given),
        }, "✕"),
      );
    }));
  }
}
