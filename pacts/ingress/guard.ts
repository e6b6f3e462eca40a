/**
 * Restrictions of who may come in.
 *
 * @module
 */

/** A restriction of who may come in. `other`: one that is known to exist, but not what it asks. */
export type Guard =
  | "forwardAuth"
  | "basicAuth"
  | "allowedSources"
  | "clientCertificate"
  | "other";

/** What proxies that can't keep a restriction can't ask, as people say it. */
export const GUARD_WORDS: Readonly<Record<Guard, string>> = {
  forwardAuth: "whether another server lets a request in",
  basicAuth: "for a name and a password",
  allowedSources: "from which address a client comes",
  clientCertificate: "for client certificates",
  other: "who may come in",
};

/**
 * A server that is asked before each request: it lets in what it answers with 2xx. Texts are templates, see
 * {@linkcode IngressEntry}.
 */
export interface ForwardAuth {
  /** Its URL, as the Ingress's namespace would mean it. */
  url: string;
  /** Method of the question (GET). */
  method?: string;
  /** Headers of the question beside those of the request. */
  requestHeaders?: Record<string, string>;
  /** Headers of its answer that the backend gets; a client's own of these names never come through. */
  responseHeaders: string[];
  /** Where a request that it answers with 401 is sent. */
  signin?: string;
}
