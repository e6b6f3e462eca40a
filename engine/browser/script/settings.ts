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
  readonly #changed: () => void;
  #form: Promise<SettingsForm> | undefined;
  #isOwn = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Edits come one after the other. */
  #edits: Promise<void> = Promise.resolve();

  /** `changed` hears of each change that a person makes. */
  constructor(engine: Engine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
    tabs([byId("tab-form"), byId("tab-text")]);
    this.#editor.addEventListener("input", () => {
      this.#isOwn = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#settle(), PATIENCE_MS);
    });
  }

  /** The text, once somebody has changed it. */
  get own(): string | undefined {
    return this.#isOwn ? this.#editor.value : undefined;
  }

  /** Takes a text that nobody here has written; what somebody has stays. */
  async offer(text: string): Promise<void> {
    if (!this.#isOwn) this.#editor.value = text;
    await this.#show();
  }

  /** Forgets what somebody wrote. */
  reset(): void {
    this.#isOwn = false;
    clearTimeout(this.#timer);
    this.#editor.value = "";
  }

  async #settle(): Promise<void> {
    await this.#show();
    this.#changed();
  }

  async #show(): Promise<void> {
    const form = await (this.#form ??= this.#makeForm());
    const { values, mistake } = await this.#engine.ask("settings", this.#editor.value);
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
      this.#edits = this.#edits.then(() => this.#edit(path, value));
    });
  }

  async #edit(path: string[], value: unknown): Promise<void> {
    const text = this.#editor.value;
    this.#editor.value = await this.#engine.ask("edit", { text, path, value });
    this.#isOwn = true;
    await this.#settle();
  }
}
