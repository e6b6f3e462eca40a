/** The anchor of a heading, as GitHub makes it: the same link leads there from a checkout and on the site. */
export function slug(heading: string): string {
  return heading.trim().toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}
