/**
 * What a page knows of a conversion: data, in which nothing is hidden that is not to be seen.
 *
 * @module
 */

/** How much something matters. */
export type PageSeverity = "error" | "warning" | "info";

/** What became of a field. */
export type PageVerdict = "converted" | "meaningless" | "not-convertible" | "not-understood";

/** What a field of an object became. */
export interface PageMark {
  /** Path of the field. */
  path: string;
  /** What became of it. */
  verdict: PageVerdict;
  /** Why, or who made that of it; an index of {@linkcode PageData.notes}. */
  note?: number;
  /** Where it went. */
  to?: string[];
}

/** An object of Kubernetes. */
export interface PageObject {
  /** Its kind. */
  kind: string;
  /** Its namespace; empty for none. */
  namespace: string;
  /** Its name. */
  name: string;
  /** The file that it came from. */
  file?: string;
  /** What it holds. */
  value: unknown;
  /** What became of its fields, where that is known. */
  marks: PageMark[];
  /** Services that have to do with it. */
  services: string[];
  /** What there is to say of it, as indices. */
  messages: number[];
}

/** Another service, and the places where its name stands. */
export interface PageCall {
  /** The other service. */
  service: string;
  /** Where. */
  places: string[];
}

/** A Compose service. */
export interface PageService {
  /** Its name. */
  name: string;
  /** The namespace of what it was made of; empty for none. */
  namespace: string;
  /** The kind of what it was made of; empty for none. */
  kind: string;
  /** The extension that made it. */
  maker?: string;
  /** Its definition in compose.yml. */
  compose: unknown;
  /** Services of the same pod. */
  pod: string[];
  /** Objects that it came from, the one that it runs for first, as indices. */
  from: number[];
  /** Who it calls. */
  calls: PageCall[];
  /** Who calls it. */
  calledBy: PageCall[];
  /** Hosts and ports that lead to it. */
  hosts: string[];
  /** Where it keeps data. */
  volumes: string[];
  /** Networks that it is in, with its names there. */
  networks: string[];
  /** What there is to say of it, as indices. */
  messages: number[];
}

/** Something that there is to say. */
export interface PageMessage {
  /** How much it matters. */
  severity: PageSeverity;
  /** Its code. */
  code: string;
  /** A sentence. */
  message: string;
  /** What it is about, in words. */
  about: string;
  /** The object that it is about, as an index. */
  object?: number;
  /** The field. */
  path?: string;
}

/** A way in. */
export interface PageUrl {
  /** The address. */
  url: string;
  /** The service that answers there. */
  service: string;
}

/** All of it. */
export interface PageData {
  /** Name of the project. */
  project: string;
  /** What made the page. */
  generator: string;
  /** Namespaces. */
  namespaces: string[];
  /** Services, by namespace and name. */
  services: PageService[];
  /** Objects. */
  objects: PageObject[];
  /** What there is to say, the worst first. */
  messages: PageMessage[];
  /** Ways in. */
  urls: PageUrl[];
  /** Texts that marks share. */
  notes: string[];
  /** Whether it is known what became of each field. */
  hasAccount: boolean;
}
