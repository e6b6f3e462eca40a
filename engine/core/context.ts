/**
 * Makes what extensions are handed.
 *
 * @module
 */

import { defaultLimits } from "../../pacts/limits.ts";
import type {
  ComposeExtras,
  Config,
  ConvertContext,
  Diagnostics,
  ExtensionConfig,
  Manifest,
  PreviousFiles,
  ReleaseLookup,
} from "../../pacts/mod.ts";
import { Notes } from "./account/notes.ts";
import { Cluster } from "./cluster/cluster.ts";
import { OutputNames } from "./names.ts";
import { OutputLimits } from "./limits.ts";
import { PodAddresses } from "./network/pod_addresses.ts";
import { BoundClaims } from "./storage/bound_claims.ts";
import { readOnly } from "./settings/read_only.ts";
import { OutputTree } from "./output/output_tree.ts";
import { GeneratedValues } from "./secrets/generated_values.ts";
import { NotedVariables } from "./secrets/noted_variables.ts";
import { SuppliedValues } from "./secrets/supplied_values.ts";
import { releasesOf } from "./manifests/releases.ts";

/** What a context is made from. */
export interface ContextInput {
  /** All manifests, namespaces inferred, no two of one identity. */
  manifests: readonly Manifest[];
  /** dekube.yaml, checked. */
  config: Config;
  /** Kinds that a loaded extension converts. */
  claimedKinds: ReadonlySet<string>;
  /** Where to say things. */
  diagnostics: Diagnostics;
  /** What the last run wrote. */
  previous: PreviousFiles;
  /** What is made up, if there is something already. */
  generated?: GeneratedValues;
  /** What the user supplies, if anything. */
  supplied?: SuppliedValues;
  /** What is installed together; read off the manifests where left out. */
  releases?: ReleaseLookup;
  /** Names that no Compose service may have. */
  avoidedNames?: ReadonlySet<string>;
  /** Whether there was no dekube.yaml yet. */
  firstRun: boolean;
  /** Certificates of the public authorities; asked for only where something needs them. */
  rootCertificates: () => string;
  /** Whether somebody wants an account of the fields. */
  account?: boolean;
}

/** What the engine itself works with. */
export interface EngineContext extends ConvertContext {
  /** The objects. */
  readonly cluster: Cluster;
  /** Files to write. */
  readonly files: OutputTree;
  /** Unique names. */
  readonly names: OutputNames;
  /** Fixed addresses. */
  readonly addresses: PodAddresses;
  /** Claims, and the volumes that they are bound to. */
  readonly claims: BoundClaims;
  /** Which variables hold values of Secrets, where those are kept out of compose.yml. */
  readonly confidential?: NotedVariables;
  /** What extensions note for the account of the fields, where somebody wants one. */
  readonly notes?: Notes;
  /** What there is to say. */
  readonly diagnostics: Diagnostics;
  /** Whether there was no dekube.yaml yet. */
  readonly firstRun: boolean;
  /** Claims that something mounts or declares, as `names.claim()` calls them. */
  readonly claimsInUse: Set<string>;
  /** Domains other than `cluster.local` below which something has names of the cluster; see `noteClusterDomains()`. */
  readonly clusterDomains: Set<string>;
  /** The context as one extension sees it: with its own settings. */
  forExtension(name: string): ConvertContext;
}

/** Makes the context of one conversion. */
export function createContext(input: ContextInput): EngineContext {
  const { manifests, claimedKinds, diagnostics, previous, firstRun, rootCertificates } = input;
  const config = readOnly(input.config);
  const cluster: Cluster = new Cluster(
    manifests,
    claimedKinds,
    config,
    ({ id }) => names.service(id),
  );
  const names: OutputNames = new OutputNames(cluster, input.avoidedNames);
  const composeExtras: ComposeExtras = { volumes: {}, networks: {} };
  const limits = new OutputLimits({ ...defaultLimits(), ...config.limits });
  limits.checkRules(config);
  const files = new OutputTree(limits);
  const generated = input.generated ?? new GeneratedValues(previous);
  generated.writeTo(files);
  const supplied = input.supplied ?? new SuppliedValues();
  const shared = {
    config,
    names,
    claims: new BoundClaims(cluster, names, config, diagnostics),
    addresses: new PodAddresses(config, (id) => names.service(id), diagnostics),
    files,
    limits,
    ...(config.secrets === "env-file" ? { confidential: new NotedVariables() } : {}),
    previous,
    releases: input.releases ?? releasesOf(manifests),
    composeExtras,
    rootCertificates,
    report: diagnostics.report.bind(diagnostics),
  };
  const contexts = new Map<string, ConvertContext>();
  const notes = input.account ? new Notes() : undefined;
  return {
    ...shared,
    ...cluster.view(),
    cluster,
    ...(notes ? { notes } : {}),
    extensionConfig: {},
    generated: generated.of("dekube"),
    supplied: supplied.of("dekube"),
    diagnostics,
    firstRun,
    claimsInUse: new Set(),
    clusterDomains: new Set(),
    forExtension(name) {
      let ctx = contexts.get(name);
      if (!ctx) {
        const extensionConfig: ExtensionConfig = Object.hasOwn(config.extensions, name)
          ? config.extensions[name]
          : {};
        contexts.set(
          name,
          ctx = {
            ...shared,
            ...cluster.view(name),
            ...(notes ? { account: notes.by(name) } : {}),
            extensionConfig,
            generated: generated.of(name),
            supplied: supplied.of(name),
          },
        );
      }
      return ctx;
    },
  };
}
