/**
 * Looks at a finished project before anybody writes it: Docker Compose refuses a whole file for one mistake in it.
 *
 * @module
 */

import { type ComposeProject, type Config, settingPath } from "../../../pacts/mod.ts";
import { describe } from "../extensions/failures.ts";
import { nearest } from "../../../pacts/nearest.ts";
import type { Run } from "../run.ts";
import { IMAGES, PROJECT } from "./compose_shape.ts";
import { contradictions } from "./contradictions.ts";
import { brokenReferences } from "./references.ts";
import { refusedValues } from "./refused_values.ts";
import { type Mistake, mistakesIn } from "./shape.ts";
import { placeInConfig, placeText } from "./written_by_user.ts";

/** More than these at once nobody reads. */
const MOST_SAID = 5;

/** A conversion that is done, as far as it says who made what. */
export type Finished = Pick<Run, "project" | "config" | "makers" | "services">;

/**
 * Why Docker Compose would refuse a project, if it would: by the place in dekube.yaml of what the user wrote, by the
 * extension of what one made.
 */
export function refusalOf(run: Finished): string | undefined {
  const { project, config } = run;
  const mistakes = mistakesOf(project);
  if (mistakes.length === 0) return undefined;
  const written = [
    ...imageMistakes(config),
    ...mistakes.flatMap((mistake) => inConfig(mistake, project, config)),
  ];
  return written.length > 0 ? `${config.file}: ${listed(written)}` : generated(mistakes[0], run);
}

/** References mean something only where everything has the right shape. */
function mistakesOf(project: ComposeProject): Mistake[] {
  const mistakes = mistakesIn(project, PROJECT, nearest);
  return mistakes.length > 0
    ? mistakes
    : [...brokenReferences(project), ...contradictions(project), ...refusedValues(project)];
}

/** An entry of `images` goes into many services: its mistake is said once, where it stands. */
function imageMistakes({ images }: Config): string[] {
  return mistakesIn(images, IMAGES, nearest).map(({ path, problem }) =>
    `"${placeText(["images", ...path])}" ${problem}`
  );
}

function inConfig(mistake: Mistake, project: ComposeProject, config: Config): string[] {
  const place = placeInConfig(mistake.path, project, config);
  return place ? [`"${placeText(place)}" ${mistake.problem}`] : [];
}

function listed(mistakes: readonly string[]): string {
  const said = mistakes.slice(0, MOST_SAID).join("; ");
  const more = mistakes.length - MOST_SAID;
  return more > 0 ? `${said}; and ${more} more` : said;
}

function generated({ path, problem }: Mistake, { makers, services }: Finished): string {
  const [group, name] = path;
  const refused = `Docker Compose would refuse compose.yml: "${placeText(path)}" ${problem}`;
  if (group !== "services" || typeof name !== "string") {
    return `${refused}. This is a bug of an extension; report it with the manifests`;
  }
  const owner = services[name]?.owner;
  const whose = owner ? ` (of ${describe(owner)})` : "";
  const maker = makers.get(name);
  return `${refused}. The service${whose} was made by ${
    maker === undefined ? "an extension" : `the extension "${maker}"`
  }, and this is a bug of it, or of one that changes services. Report it to the author, or put it right under "${
    settingPath("overrides", name)
  }" in dekube.yaml`;
}
