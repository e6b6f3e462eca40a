/// <reference lib="dom" />
/**
 * The settings: a form and a text, each of which follows the other.
 *
 * @module
 */

import { byId } from "../../page/script/dom.ts";
import type { Engine } from "./engine.ts";
import { SettingsForm } from "./form.ts";
import type { Schema } from "./fields.ts";
import { tabs } from "./tabs.ts";

/** How long nothing is typed before it counts, in milliseconds. */
const PATIENCE_MS = 400;

/** The settings of the page. */
export class Settings {
  readonly #engine: Engine;
  readonly #editor = byId<HTMLTextAreaElement>("editor");
  readonly #undo = byId<HTMLButtonElement>("undo");
  readonly #changed: () => void;
  #form: Promise<SettingsForm> | undefined;
  /** What holds, whether somebody here wrote it, and what held before each change, the last one last. */
  #text = "";
  #isOwn = false;
  readonly #past: string[] = [];
  #isSaved = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Edits come one after the other. */
  #edits: Promise<void> = Promise.resolve();

  /** `changed` hears of each change that a person makes. */
  constructor(engine: Engine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
    tabs([byId("tab-form"), byId("tab-text")]);
    this.#editor.addEventListener("input", () => {
      // All that is typed in one go is one change.
      if (this.#timer === undefined) this.#remember();
      this.#hold(this.#editor.value, true);
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#settle();
      }, PATIENCE_MS);
    });
    this.#undo.addEventListener("click", () => {
      const before = this.#past.pop();
      if (before === undefined) return;
      this.#hold(before, true);
      this.#settle();
    });
  }

  /** The text, once somebody has changed it. */
  get own(): string | undefined {
    return this.#isOwn ? this.#text : undefined;
  }

  /** Whether somebody changed it, and has it nowhere else. */
  get isUnsaved(): boolean {
    return this.#isOwn && !this.#isSaved;
  }

  /** Somebody has it elsewhere. */
  saved(): void {
    this.#isSaved = true;
  }

  /** Takes a text that nobody here has written; what somebody has stays. */
  async offer(text: string): Promise<void> {
    if (!this.#isOwn) this.#hold(text, false);
    await this.#show();
  }

  /** Takes a text that somebody brought, in place of what there is. */
  async bring(text: string): Promise<void> {
    if (this.#isOwn) this.#remember();
    this.#hold(text, this.#isOwn);
    await this.#show();
  }

  /** Puts what somebody wrote aside. */
  reset(): void {
    if (this.#isOwn) this.#remember();
    this.#hold("", false);
  }

  #remember(): void {
    this.#past.push(this.#text);
  }

  #hold(text: string, isOwn: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#text = text;
    this.#isOwn = isOwn;
    if (this.#editor.value !== text) this.#editor.value = text;
    // A button that is disabled would lose who is at it.
    this.#undo.setAttribute("aria-disabled", String(this.#past.length === 0));
  }

  async #settle(): Promise<void> {
    this.#isSaved = false;
    await this.#show();
    this.#changed();
  }

  async #show(): Promise<void> {
    const form = await (this.#form ??= this.#makeForm());
    const { values, mistake } = await this.#engine.ask("settings", this.#text);
    if (values) form.show(values);
    const said = byId("mistake");
    said.hidden = mistake === undefined;
    said.textContent = mistake ?? "";
    for (const field of byId("form").querySelectorAll("input, select, textarea")) {
      (field as HTMLInputElement).disabled = values === undefined;
    }
  }

  async #makeForm(): Promise<SettingsForm> {
    const { schema } = await this.#engine.ask("program", undefined);
    return new SettingsForm(byId("form"), schema as Schema, (path, value) => {
      // Where it can't be changed, the field goes back to what holds.
      this.#edits = this.#edits.then(() => this.#edit(path, value)).catch(() => this.#show());
    });
  }

  async #edit(path: string[], value: unknown): Promise<void> {
    // What is typed meanwhile stays.
    for (;;) {
      const text = this.#text;
      const edited = await this.#engine.ask("edit", { text, path, value });
      if (this.#text !== text) continue;
      if (edited !== text) this.#remember();
      this.#hold(edited, true);
      return await this.#settle();
    }
  }
}
