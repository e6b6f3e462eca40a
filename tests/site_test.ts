/** The site's pages: all are linked to each other and to the repository rightly, and can be found. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { findPages, repositoryIn } from "../tools/site.ts";
import { NAVIGATION } from "../tools/site/navigation.ts";
import { makeSite } from "../tools/site/pages.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const SITE = makeSite(findPages(ROOT), repositoryIn(ROOT));

Deno.test("no link of a page leads nowhere", () => {
  assertEquals(SITE.broken, []);
});

Deno.test("the navigation has each page of docs/, and none besides", () => {
  const linked = Object.values(NAVIGATION).flatMap((pages) => Object.values(pages));
  const pages = [...SITE.pages.keys()].filter((place) => !place.includes("/"));

  assertEquals(linked.toSorted(), pages.map((place) => `/${place}`).map(withoutEnding).toSorted());
});

function withoutEnding(link: string): string {
  return link.replace(/(?:(?<=^\/)index)?\.md$/, "");
}
