/**
 * Last labels of names that are hosts outside the cluster.
 *
 * @module
 */

/** Names that namespaces have and the Internet's domains too: who is meant by `my.shop` nobody can say. */
export const DOMAINS: ReadonlySet<string> = new Set(
  ("academy ai agency app art biz blog build careers cat cloud club co codes com community company consulting " +
    "content data design dev digital directory domains edu email energy engineering events exchange finance " +
    "foundation games global gov group health help host hosting info institute io jobs lab life link live local " +
    "management market marketing me media mobi money name net network news one online org page partners photos " +
    "plus press pro productions review rocks run school science search security services shop site social software " +
    "solutions space storage store studio support systems team tech technology test today tools training travel tv " +
    "university video watch web website wiki work works world xyz zone").split(" "),
);

/** Further names that no namespace has: of networks at home and at work, and what stands for nothing. */
export const OTHER_DOMAINS: ReadonlySet<string> = new Set(
  ("arpa com corp docker example home int internal intranet invalid lan localdomain localhost mil mobi museum onion " +
    "private svc").split(" "),
);

/** Whether names that end with a label may be hosts of the Internet or of a network at home or at work. */
export function isPublicDomain(label: string): boolean {
  // Domains of countries have two letters.
  return /^(?:[a-z]{2}|xn--.*)$/.test(label) || DOMAINS.has(label) || OTHER_DOMAINS.has(label);
}
