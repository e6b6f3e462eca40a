/**
 * Issues all certificates, those that sign others first.
 *
 * @module
 */

import { type ConvertContext, isLimitError, type Secret } from "@dekube/engine/pacts";
import { type Authority, BadAuthority, newAuthority, readAuthority } from "./authority.ts";
import { certify, type KeyPair } from "./certificate.ts";
import { Issuers, type Signer } from "./issuers.ts";
import { keyCost } from "./private_key.ts";
import type { CertificateRequest } from "./request.ts";
import { isReplaced, knownPairs, putSecret, type Target, targetOf } from "./secret.ts";
import type { X509 } from "./x509.ts";

/** A request whose signer is known. */
interface Job {
  request: CertificateRequest;
  signer: Signer;
  target: Target;
}

/** What came of a job. */
type Outcome = Issued | { problem: string };

/** A certificate, and who signed it, unless it did so itself. */
interface Issued {
  pair: KeyPair;
  authority?: Authority;
}

/**
 * Issues what can be issued, and says of the rest why not. The requests name one Secret each; `made` has those that
 * were made so far, which are kept where they still serve.
 */
export async function issueAll(
  requests: readonly CertificateRequest[],
  made: Set<Secret>,
  ctx: ConvertContext,
  x509: X509,
  now: number,
): Promise<void> {
  const authorities = new Map<Secret, Promise<Authority>>();
  const issued = new Map<Secret, Issued>();
  const { first, after, all } = planRounds(requests, ctx);
  const waiting = new Set(all);
  for (let round = first; round.length > 0; round = round.flatMap((job) => after.get(job) ?? [])) {
    const outcomes = await Promise.all(round.map((job) => attempt(job)));
    // Keys take as long as they take; what is written keeps its order.
    for (const [index, job] of round.entries()) {
      waiting.delete(job);
      const outcome = outcomes[index];
      const secret = finish(job, outcome, made, ctx, now);
      if (secret && "pair" in outcome) issued.set(secret, outcome);
    }
  }
  for (const { request } of waiting) {
    request.at("spec.issuerRef").warn(
      "issuer-loop",
      `the Certificate is to be signed by an authority that it signs itself, in one step or more, so it is not issued. Begin with an issuer that says selfSigned`,
    );
  }

  async function attempt({ request, signer, target }: Job): Promise<Outcome> {
    try {
      const authority = signer.sort === "ca" ? await authorityIn(signer.secret) : undefined;
      const makesKey = () =>
        ctx.limits.makeKey(
          { object: request.resource, path: "spec.privateKey" },
          keyCost(request.keyType),
        );
      const issuing = { x509, now, makesKey, ...authority ? { authority } : {} };
      const pair = await certify(request, knownPairs(target, ctx), issuing);
      return { pair, ...authority ? { authority } : {} };
    } catch (error) {
      if (isLimitError(error)) throw error;
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  function authorityIn({ namespace, name }: { namespace: string; name: string }) {
    const secret = ctx.secrets.get(namespace, name);
    if (!secret) {
      throw new BadAuthority(`the Secret "${name}" that its issuer signs with was not made either`);
    }
    let authority = authorities.get(secret);
    if (!authority) {
      const own = issued.get(secret);
      authority = own ? newAuthority(own.pair, own.authority, x509) : readAuthority(secret, x509);
      authorities.set(secret, authority);
    }
    return authority.catch((error) => {
      const reason = error instanceof BadAuthority
        ? error.message
        : `can't be read (${error instanceof Error ? error.message : error})`;
      throw new BadAuthority(`the Secret "${name}" that its issuer signs with ${reason}`);
    });
  }
}

/** Who can begin, and who follows whom; others wait for each other. */
function planRounds(
  requests: readonly CertificateRequest[],
  ctx: ConvertContext,
): { all: Job[]; first: Job[]; after: Map<Job, Job[]> } {
  const issuers = new Issuers(ctx, requests);
  const all: Job[] = [];
  for (const request of requests) {
    const signer = issuers.signerOf(request);
    if (signer.sort !== "none") {
      all.push({ request, signer, target: targetOf(request, ctx) });
    } else if (signer.isElsewhere && ctx.secrets.get(request.namespace, request.secretName)) {
      request.at("spec.issuerRef").info(
        "secret-kept",
        `the Certificate is not issued here; the Secret "${request.secretName}" of the manifests is used as it is`,
      );
    } else if (signer.code === "unsupported-issuer" && request.isAnnotated) {
      // The reverse proxy serves the hosts of an Ingress, whoever issues their certificate.
      request.at("spec.issuerRef").info(signer.code, signer.message);
    } else {
      request.at("spec.issuerRef").warn(signer.code, signer.message);
    }
  }
  const bySecret = new Map(
    all.map((job) => [keyOf(job.request.namespace, job.request.secretName), job]),
  );
  const first: Job[] = [];
  const after = new Map<Job, Job[]>();
  for (const job of all) {
    const { signer } = job;
    const above = signer.sort === "ca"
      ? bySecret.get(keyOf(signer.secret.namespace, signer.secret.name))
      : undefined;
    if (!above) first.push(job);
    else if (after.has(above)) after.get(above)!.push(job);
    else after.set(above, [job]);
  }
  return { all, first, after };
}

function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}

function finish(
  { request, target }: Job,
  outcome: Outcome,
  made: Set<Secret>,
  ctx: ConvertContext,
  now: number,
): Secret | undefined {
  const { at, secretName } = request;
  if ("problem" in outcome) {
    at("spec").warn(
      "not-issued",
      `the Certificate is not issued: ${outcome.problem}`,
    );
    return undefined;
  }
  const isOwn = target.declared !== undefined && made.has(target.declared);
  if (!isOwn && isReplaced(target, outcome.pair)) {
    at("spec.secretName").warn(
      "secret-replaced",
      `the certificate in the Secret "${secretName}" of the manifests is not what the Certificate asks for, so a new one takes its place. Remove one of the two`,
    );
  }
  if (outcome.authority && outcome.authority.certificate.notAfter.getTime() <= now) {
    at("spec.issuerRef").warn(
      "expired-authority",
      `the authority that signs the Certificate expired at ${outcome.authority.certificate.notAfter.toISOString()}, so clients refuse it. Replace the authority's Secret in the manifests`,
    );
  }
  const secret = putSecret(request, target, outcome.pair, outcome.authority, ctx);
  made.add(secret);
  return secret;
}
