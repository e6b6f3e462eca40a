/**
 * Extensions that a user could add: what to do about a kind that nobody converts.
 *
 * @module
 */

/** An extension that is not loaded, or may not be. */
export interface Offer {
  /** Its name, as the command takes it. */
  readonly name: string;
  /** The kinds that it converts. */
  readonly converts?: readonly string[];
  /** The classes of Ingresses that it reads. */
  readonly classes?: readonly string[];
  /** Annotations that it acts upon. */
  readonly annotations?: readonly string[];
}

/** What to add for a kind, as a sentence; empty where nobody knows. */
export function offerForKind(kind: string, offers: readonly Offer[]): string {
  return sentence(offers.find(({ converts = [] }) => converts.includes(kind)));
}

/** What to add for a class of Ingresses. Many have a class of their own, such as `nginx-internal`. */
export function offerForClass(name: string, offers: readonly Offer[]): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  return sentence(offers.find(({ classes = [] }) => classes.some((one) => words.includes(one))));
}

/** How to add an extension, as a sentence. */
export function adviceOf({ name }: Offer): string {
  return `Add --extension ${name}, or "depends: [${name}]" in dekube.yaml`;
}

function sentence(offer: Offer | undefined): string {
  return offer ? adviceOf(offer) : "";
}
