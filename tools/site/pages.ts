/** Which Markdown becomes which page of the site, and where its links lead there. */
import { posix } from "node:path";
import { slug } from "./slug.ts";

/** The site's sources, by path. */
export interface Site {
  /** Markdown of pages. */
  pages: Map<string, string>;
  /** Files that pages link to, by their path in the repository. */
  files: Set<string>;
  /** Links that lead nowhere, each as a sentence. */
  broken: string[];
}

/** Files of the repository. */
export interface Repository {
  /** Content of a file; undefined where there is none. */
  read(path: string): string | undefined;
  /** Whether there is a folder. */
  isFolder(path: string): boolean;
}

const PAGES: readonly [RegExp, string][] = [
  [/^README\.md$/, "index.md"],
  [/^(SECURITY|CHANGELOG)\.md$/, "$1.md"],
  [/^docs\/([\w-]+\.md)$/, "$1"],
  [/^((?:extensions|distributions|examples)\/[\w-]+)\/README\.md$/, "$1.md"],
];

/** Where a file's page is on the site; undefined for one that is no page. */
export function placeOf(path: string): string | undefined {
  for (const [pattern, place] of PAGES) {
    if (pattern.test(path)) return path.replace(pattern, place).replace(/^[A-Z]+\.md$/, lower);
  }
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** Makes the site's pages out of those of the repository. */
export function makeSite(paths: readonly string[], repository: Repository): Site {
  const site: Site = { pages: new Map(), files: new Set(), broken: [] };
  for (const path of paths) {
    const place = placeOf(path);
    if (place === undefined) continue;
    const lead = (target: string) => leadOf(path, place, target, repository, site);
    site.pages.set(place, withLinks(repository.read(path)!, lead));
  }
  return site;
}

/** A page with its links changed, but in blocks of code. */
function withLinks(text: string, lead: (target: string) => string): string {
  return text.split(/(^```[\s\S]*?^```$)/m).map((part, index) =>
    index % 2 === 1
      ? part
      : part.replaceAll(/\]\(([^()\s]+)\)/g, (_, target: string) => `](${lead(target)})`)
  ).join("");
}

/** Where a link of a page leads on the site. */
function leadOf(
  path: string,
  place: string,
  target: string,
  repository: Repository,
  site: Site,
): string {
  if (/^[a-z]+:/.test(target)) return target;
  const [link, anchor] = target.split("#");
  const named = link ? posix.join(posix.dirname(path), link).replace(/\/$/, "") : path;
  const file = repository.isFolder(named) ? `${named}/README.md` : named;
  const text = repository.read(file);
  if (text === undefined || anchor && !anchorsOf(text).has(anchor)) {
    site.broken.push(`${path} links to ${target}, which is not there`);
    return target;
  }
  const page = placeOf(file);
  if (page === undefined) site.files.add(file);
  const from = posix.relative(posix.dirname(place), page ?? `files/${file}.txt`);
  return `./${from}${anchor ? `#${anchor}` : ""}`;
}

/** The anchors of a page; of equal headings the further ones get numbers. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  const outside = text.replaceAll(/^```[\s\S]*?^```$/gm, "");
  for (const [, heading] of outside.matchAll(/^#+ (.*)$/gm)) {
    const plain = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    let anchor = plain;
    for (let number = 1; anchors.has(anchor); number++) anchor = `${plain}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}
