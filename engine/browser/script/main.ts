/// <reference lib="dom" />
/**
 * What happens in the page.
 *
 * @module
 */

import { byId } from "../../page/script/dom.ts";
import type { ConvertAnswer, Failure, Given } from "../messages.ts";
import { Engine, Failed, Stopped } from "./engine.ts";
import { Input } from "./input.ts";
import { showCancelled, showDone, showFailure } from "./outcome.ts";
import { Report } from "./report.ts";
import { Settings } from "./settings.ts";
import { isNewEnough } from "./new_enough.ts";
import { save } from "./save.ts";
import { followTheme } from "./theme.ts";

const script: string = JSON.parse(byId("worker").textContent ?? "");
// Settings are read while something is converted, and that may be stopped.
const [converter, reader] = [new Engine(script), new Engine(script)];
const settings = new Settings(reader, () => convert());
const input = new Input(() => convert());
const report = new Report();
let last: ConvertAnswer | undefined;
let turn = 0;
/** What was given, and its settings read. */
const seen = new WeakSet<Given>();

/** Converts what there is; what is being converted is stopped. */
async function convert(): Promise<void> {
  const own = stop();
  const isThere = input.all.length > 0;
  byId("start").hidden = isThere;
  byId("result").hidden = !isThere;
  byId("desk").classList.toggle("full", isThere);
  if (!isThere) {
    settings.reset();
    report.reset();
    byId("settings").hidden = true;
    last = undefined;
    document.title = "dekube";
    return;
  }
  byId("status").textContent = "Converting";
  byId("working").hidden = false;
  byId("settings").hidden = false;
  working("reading", 0, 1);
  let brought: string | undefined;
  try {
    const answer = await converter.ask("convert", {
      given: input.all,
      settings: settings.own,
      fresh: input.all.flatMap((one, index) => seen.has(one) ? [] : [index]),
      kept: last?.files,
    }, { progress: working, settings: (text) => brought = text });
    last = answer;
    await report.show(answer.page);
    if (own !== turn) return;
    byId("working").hidden = true;
    showDone(answer);
    document.title = `${answer.name} · dekube`;
    await take(brought ?? answer.settings, brought !== undefined);
  } catch (error) {
    if (error instanceof Stopped) return;
    fail(error);
    // A setting may be what mends it.
    await take(brought ?? last?.settings ?? "", brought !== undefined);
  }
}

/** Shows the settings by which it went. */
async function take(text: string, isBrought: boolean): Promise<void> {
  for (const one of input.all) seen.add(one);
  await (isBrought ? settings.bring(text) : settings.offer(text));
}

/** Stops what is going on; the number of what may begin then. */
function stop(): number {
  converter.stop();
  return ++turn;
}

/** Steps as people call them. */
function working(step: string, done: number, of: number): void {
  byId("doing").textContent = `Converting: ${step}`;
  const bar = byId<HTMLProgressElement>("progress");
  bar.max = of;
  bar.value = done;
}

function fail(error: unknown): void {
  const failure: Failure = error instanceof Failed
    ? error.failure
    : { message: error instanceof Error ? error.message : String(error), said: [] };
  byId("working").hidden = true;
  report.hide();
  showFailure(failure);
}

byId("cancel").addEventListener("click", () => {
  stop();
  byId("working").hidden = true;
  byId("status").textContent = "";
  report.hide();
  showCancelled(() => {
    byId("failure").hidden = true;
    convert();
    byId("cancel").focus();
  });
});

byId("download").addEventListener("click", async () => {
  if (!last) return;
  const { name, files } = last;
  save(`${name}.zip`, "application/zip", await reader.ask("pack", files));
  settings.saved();
});

byId("save").addEventListener("click", () => {
  if (last) save(`${last.name}.html`, "text/html", last.page);
});

byId("wide").addEventListener("click", () => {
  const isWide = byId("desk").classList.toggle("wide");
  byId("wide").setAttribute("aria-pressed", String(isWide));
});

addEventListener("beforeunload", (event) => {
  if (settings.isUnsaved) event.preventDefault();
});

byId("old").hidden = isNewEnough();
followTheme(() => report.tell());
