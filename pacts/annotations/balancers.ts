/**
 * Annotations of Services that providers' load balancers, and programs that stand in for these, are told of. Whatever begins
 * as one of these does and is not here leaves the ports of its Service closed: who knows whom it keeps out.
 *
 * Those by which a balancer is private, or lets in some alone, are in `../kubernetes/balancer_annotations.ts`.
 *
 * @module
 */

import { type AnnotationFamily, KnownAnnotations } from "./family.ts";
import { CONTROLLER_FAMILIES } from "./controllers.ts";

const BETA = "service.beta.kubernetes.io/";

/** What most providers call the checks of backends, the times, and what they write of connections. */
const CHECKS = `healthcheck-* health-check-* healthcheck`;

const ALIBABA: AnnotationFamily = {
  prefixes: [`${BETA}alibaba-cloud-loadbalancer-`, `${BETA}alicloud-loadbalancer-`],
  harmless: {
    "the balancer itself":
      `additional-resource-tags backend-label backend-type bandwidth charge-type
      delete-protection force-override-listeners id ip-version instance-charge-type
      master-zoneid modification-protection name network-type protocol-port
      remove-unscheduled-backend resource-group-id slave-zoneid slb-network-type spec
      vswitch-id zone-maps eip-id ipv6-address-type hostname ignore-weight-update
      preserve-lb-on-delete weight tunnel-type type security-protection-types private-zone-*
      proxy-protocol xforwardedfor-* cps idle-timeout request-timeout cross-zone-enabled
      connection-drain connection-drain-timeout preserve-client-ip ppv2-* listener-port-range
      vgroup-port vgroup-weight server-group-type server-group-port`,
    "checks of backends": "health-check-* healthy-threshold unhealthy-threshold",
    balancing: `cookie cookie-timeout persistence-time persistence-timeout scheduler
      sticky-session sticky-session-type`,
    TLS: "cert-id forward-port tls-cipher-policy http2-enabled",
    "what goes with a guard": "acl-type",
  },
  guards: "ca-enabled cacert cacert-id security-group-ids",
};

const AWS: AnnotationFamily = {
  prefixes: [`${BETA}aws-load-balancer-`],
  harmless: {
    logs: "access-log-*",
    "the balancer itself": `additional-resource-tags alpn-policy attributes
      cross-zone-load-balancing-enabled disable-nlb-sg eip-allocations
      enable-icmp-for-path-mtu-discovery enable-prefix-for-ipv6-source-nat
      enable-tcp-udp-listener ip-address-type ipv6-addresses listener-attributes.*
      manage-backend-security-group-rules minimum-load-balancer-capacity name
      private-ipv4-addresses quic-enabled-* source-nat-ipv6-prefixes subnets subnet-id target-role type
      target-node-labels`,
    backends: `backend-protocol multi-cluster-target-group nlb-target-type proxy-protocol
      proxy-protocol-per-target-group target-group-attributes target-group-attributes.*`,
    times: "connection-draining-enabled connection-draining-timeout connection-idle-timeout",
    "checks of backends": CHECKS,
    TLS: "ssl-cert ssl-negotiation-policy ssl-ports",
    "what goes with a guard": `inbound-sg-rules-on-private-link-traffic extra-security-groups`,
  },
};

const AZURE: AnnotationFamily = {
  prefixes: [`${BETA}azure-`, `${BETA}port_`],
  harmless: {
    "the balancer itself": `additional-public-ips disable-load-balancer-floating-ip
      dns-label-name load-balancer-backend-pool-type
      load-balancer-configurations load-balancer-disable-tcp-reset
      load-balancer-enable-high-availability-ports load-balancer-internal-subnet load-balancer-ip
      load-balancer-ipv4 load-balancer-ipv6 load-balancer-mixed-protocols load-balancer-mode
      load-balancer-resource-group load-balancer-tcp-idle-timeout pip-ip-tags pip-name
      pip-name-ipv6 pip-prefix-id pip-prefix-id-ipv6 pip-tags shared-securityrule
      additional-probe-*`,
    "checks of backends": "load-balancer-health-probe-* *_health-probe_* *_no_probe_rule",
    "links to it": "pls-*",
    "ports of which it has none": "*_no_lb_rule",
  },
  guards: "deny-all-except-load-balancer-source-ranges disable-load-balancer-nsg-rule",
};

const DIGITALOCEAN: AnnotationFamily = {
  prefixes: [
    `${BETA}do-loadbalancer-`,
    "service.kubernetes.io/do-loadbalancer-",
    "kubernetes.digitalocean.com/",
  ],
  harmless: {
    "the balancer itself": `algorithm hostname ip name network-stack size-slug size-unit
      subnet-uuid type disable-lets-encrypt-dns-records disown load-balancer-id firewall-managed
      vpc-* droplet-* project-id`,
    "where it listens": `http-ports http2-ports http3-port https-ports protocol tls-ports
      tls-passthrough redirect-http-to-https enable-proxy-protocol enable-backend-keepalive`,
    certificates: "certificate-id certificate-name",
    "checks of backends": "healthcheck-* override-health-check",
    times: "http-idle-timeout-seconds",
    balancing: "sticky-sessions-*",
  },
};

const EXOSCALE: AnnotationFamily = {
  prefixes: [`${BETA}exoscale-loadbalancer-`],
  harmless: {
    "the balancer itself": "description external id name zone sks-cluster-name",
    backends: `service-description service-instancepool-id service-name
      service-sks-nodepool-name service-strategy`,
    "checks of backends": "service-healthcheck-*",
  },
};

const LINODE: AnnotationFamily = {
  prefixes: [`${BETA}linode-loadbalancer-`],
  harmless: {
    "the balancer itself": `hostname-only-ingress nodebalancer-id nodebalancer-type preserve
      reserved-ipv4 retain-reserved-ipv4 tags enable-ipv6-backends enable-ipv6-ingress
      backend-ipv4-range backend-subnet-id backend-subnet-name backend-vpc-name`,
    "where it listens": `default-algorithm default-protocol default-proxy-protocol
      default-stickiness port-* proxy-protocol tls protocol udp-check-port`,
    "checks of backends": "check-*",
    limits: "throttle",
  },
  // Of a private network, these are.
  guards:
    "frontend-ipv4-range frontend-ipv6-range frontend-subnet-id frontend-subnet-name frontend-vpc-name",
};

const ORACLE: AnnotationFamily = {
  prefixes: [
    `${BETA}oci-load-balancer-`,
    "oci.oraclecloud.com/",
    "oci-network-load-balancer.oraclecloud.com/",
  ],
  harmless: {
    "the balancer itself":
      `shape shape-flex-max shape-flex-min subnet subnet1 subnet2 compartment-id
      defined-tags freeform-tags initial-defined-tags-override initial-freeform-tags-override
      ingress-controller-protection ingress-ip-mode load-balancer-type node-label-selector
      assigned-ipv6 assigned-private-ipv4 external-ip-only use-service-account reserved-ip
      lustre-client-configured virtual-node-pool-id workload-service-account fault-domain`,
    backends: `backend-protocol backend-policy loadbalancer-policy is-ppv2-enabled
      is-preserve-source connection-proxy-protocol-version`,
    "checks of backends": CHECKS,
    times: "connection-idle-timeout",
    TLS: `ssl-ports tls-secret tls-backendset-secret oci-load-balancer-backendset-ssl-config
      oci-load-balancer-listener-ssl-config`,
    "what goes with a guard": `security-list-management-mode security-rule-management-mode`,
  },
  guards: "oci-load-balancer-rule-sets oci-network-security-groups",
};

const OPENSTACK: AnnotationFamily = {
  prefixes: [
    "loadbalancer.openstack.org/",
    "loadbalancer.ovhcloud.com/",
    `${BETA}ovh-loadbalancer-`,
  ],
  harmless: {
    "the balancer itself": `availability-zone class default-tls-container-ref flavor-id flavor
      floating-network-id floating-subnet floating-subnet-id floating-subnet-tags floating-tag
      hostname keep-floatingip load-balancer-address load-balancer-id member-subnet-id network-id
      node-selector port-id subnet-id proxy-protocol x-forwarded-for lb-method region size`,
    "checks of backends": "enable-health-monitor health-monitor-*",
    limits: "connection-limit",
    times: "timeout-client-data timeout-member-connect timeout-member-data timeout-tcp-inspect",
  },
};

const SCALEWAY: AnnotationFamily = {
  prefixes: [`${BETA}scw-loadbalancer-`],
  harmless: {
    "the balancer itself": `externally-managed failover-host flexible-ip-types force-internal-ip id
      ip-ids ip-mode pn-ids private-ip-ids type use-hostname zone target-node-labels
      enable-access-logs`,
    TLS: "certificate-ids ssl-compatibility-level enable-http3",
    backends: `forward-port-algorithm http-backend-tls http-backend-tls-skip-verify
      on-marked-down-action protocol-http proxy-protocol-v1 proxy-protocol-v2 send-proxy-v2
      redispatch-attempt-count sticky-sessions sticky-sessions-cookie-name max-connections
      max-retries`,
    limits: "connection-rate-limit",
    "checks of backends": "health-check-* health-transient-check-delay",
    times: "timeout-*",
  },
};

const OUTSCALE: AnnotationFamily = {
  prefixes: [`${BETA}osc-load-balancer-`],
  harmless: {
    logs: "access-log-*",
    "the balancer itself": `additional-resource-tags ingress-address ingress-ipmode instances ip-id
      ip-pool name public-ip-id public-ip-pool subnet-id subregions target-node-labels
      target-role`,
    backends: "backend-protocol proxy-protocol",
    times: "connection-*",
    "checks of backends": CHECKS,
    TLS: "ssl-cert ssl-ports",
    "what goes with a guard": "extra-security-groups",
  },
};

const VULTR: AnnotationFamily = {
  prefixes: [`${BETA}vultr-loadbalancer-`, "kubernetes.vultr.com/"],
  harmless: {
    "the balancer itself": `algorithm create hostname id label node-count vpc private-network
      timeout`,
    TLS: "auto-ssl ssl ssl-last-updated ssl-pass-through ssl-redirect",
    "where it listens": "http2 http3 https-ports protocol backend-protocol proxy-protocol",
    "checks of backends": CHECKS,
    balancing: "sticky-session-*",
  },
  guards: "firewall-rules firewall-rules-cm",
};

const BRIGHTBOX: AnnotationFamily = {
  prefixes: [`${BETA}brightbox-load-balancer-`],
  harmless: {
    "the balancer itself": "cloudip-allocations policy listener-* ssl-domains ssl-ports",
    "checks of backends": CHECKS,
  },
};

const UPCLOUD: AnnotationFamily = {
  prefixes: [`${BETA}upcloud-`],
  harmless: {
    "the balancer itself": "load-balancer-node-selector load-balancer-id load-balancer-name",
  },
};

/** Baidu, NAVER, Volcengine, Tencent, Hetzner's old words: providers with the same words for the same. */
const OTHERS: AnnotationFamily = {
  prefixes: [
    `${BETA}cce-load-balancer-`,
    `${BETA}ncloud-load-balancer-`,
    `${BETA}volcengine-loadbalancer-`,
    `${BETA}tencentcloud-loadbalancer-`,
    `${BETA}ionos-load-balancer-`,
    `${BETA}gcore-load-balancer-`,
  ],
  harmless: {
    "the balancer itself": `id name kind type layer4 layer7 size subnet-id subnet-no subnet
      zone zone-id billing-type spec bandwidth charge-type isp-type eip-* master-zone-id
      slave-zone-id modification-protection delete-protection description tags project-name
      allocate-vip exist-id reserve-lb pass-to-target bandwidth-package-id retain-ip
      public-subnet-no resource-group-id scheduler proxy-protocol preserve-* ip-version
      min-worker-count listener-* backend-type force-override-listeners`,
    "checks of backends": `health-check-* healthcheck-*`,
    balancing: "algorithm-type algorithm sticky-session-* persistence-*",
    TLS: "ssl-certificate-no cert-id tls-ports tls-min-version",
    times: "*-timeout",
  },
};

const HETZNER: AnnotationFamily = {
  prefixes: ["load-balancer.hetzner.cloud/"],
  harmless: {
    "the balancer itself": `algorithm-type disable-private-ingress hostname id ipv4 ipv4-rdns ipv6
      ipv6-disabled ipv6-rdns location name network-zone node-selector private-ipv4
      private-subnet-ip-range type use-private-ip uses-proxyprotocol protocol`,
    "checks of backends": "health-check-*",
    HTTP: `certificate-type http-certificates http-cookie-lifetime http-cookie-name
      http-managed-certificate-* http-redirect-http http-status-codes http-sticky-sessions
      http-timeout-idle`,
  },
};

/** Tencent's, IBM's, Google's, and Kubernetes' own. */
const KUBERNETES: AnnotationFamily = {
  prefixes: ["service.kubernetes.io/", "service.cloud.tencent.com/"],
  harmless: {
    "Kubernetes' own": `headless topology-aware-hints topology-mode service-proxy-name
      load-balancer-cleanup`,
    "Google's": `backend-service firewall-rule firewall-rule-for-hc firewall-rule-for-hc-ipv6
      firewall-rule-ipv6 healthcheck l3-forwarding-rule l3-forwarding-rule-ipv6
      tcp-forwarding-rule tcp-forwarding-rule-ipv6 udp-forwarding-rule
      udp-forwarding-rule-ipv6`,
    "Tencent's": `loadbalance-id loadbalance-type tke-existed-lbid
      local-svc-only-bind-node-with-pod local-svc-weighted-balance
      qcloud-loadbalancer-backends-label qcloud-loadbalancer-internet-charge-type
      qcloud-loadbalancer-internet-max-bandwidth-out qcloud-loadbalancer-clusterid
      qcloud-share-existed-lb qcloud-loadbalance-type qcloud-graceful-shutdown
      qcloud-graceful-shutdown-tkex direct-access tke-service-config tke-service-config-auto
      specify-protocol cross-region-id cross-vpc-id enable-grace-shutdown
      enable-grace-shutdown-tkex status.* modification-protection prevent-loopback
      client-token pass-to-target`,
    "IBM's": `ibm-load-balancer-cloud-provider-enable-features
      ibm-load-balancer-cloud-provider-zone ibm-load-balancer-cloud-provider-vlan
      ibm-load-balancer-cloud-provider-ipvs-scheduler ibm-load-balancer-cloud-provider-vpc-*
      ibm-load-balancer-cloud-provider-proxy-protocol`,
  },
  guards: `qcloud-loadbalancer-source-endpoints
    ibm-load-balancer-cloud-provider-vpc-security-group ibm-load-balancer-cloud-provider-vpc-allow-*`,
};

/** Domains of providers that are theirs alone. */
const DOMAINS: AnnotationFamily = {
  prefixes: [
    "k8s.cloudscale.ch/",
    "kubernetes.civo.com/",
    "lb.stackit.cloud/",
    "yawol.stackit.cloud/",
    "yandex.cloud/",
    "vks.vngcloud.vn/",
  ],
  harmless: {
    "cloudscale.ch's": `loadbalancer-config-version loadbalancer-flavor loadbalancer-floating-ips
      loadbalancer-force-hostname loadbalancer-health-monitor-* loadbalancer-ip-mode
      loadbalancer-listener-protocol loadbalancer-name loadbalancer-node-selector
      loadbalancer-pool-* loadbalancer-timeout-* loadbalancer-uuid loadbalancer-vip-addresses
      loadbalancer-zone`,
    "Civo's": `client-timeout server-timeout cluster-id ipv4-address loadbalancer-algorithm
      loadbalancer-enable-proxy-protocol loadbalancer-id max-concurrent-requests protocol`,
    "STACKIT's": `external-address ip-mode-proxy listener-network service-plan-id
      session-persistence-with-source-ip tcp-idle-timeout tcp-proxy-protocol
      tcp-proxy-protocol-ports-filter udp-idle-timeout additionalnetworks availabilityzone
      classname debug debugsshkey defaultnetworkid existingfloatingip flavorid
      floatingnetworkid imageid logforward logforwardlokiurl replicas servergrouppolicy
      skipcloudcontrollerdefaultnetworkid tcpidletimeout tcpproxyprotocol
      tcpproxyprotocolportsfilter udpidletimeout`,
    "Yandex's": `subnet-id load-balancer-healthcheck-*`,
    "VNG's": `load-balancer-id load-balancer-name package-id tags target-node-labels
      security-groups-mode pool-algorithm idle-timeout-* healthcheck-* health-check-*
      healthy-threshold-count unhealthy-threshold-count success-codes proxy-protocol
      enable-proxy-protocol enable-sticky-session enable-tls-encryption load-balancer-owner
      enable-autoscale is-poc target-type auto-reload-*`,
  },
  guards:
    "loadbalancer-listener-allowed-cidrs loadbalancer-listener-allowed-subnets loadbalancersourceranges firewall-id",
};

/** Cilium's. */
const CILIUM: AnnotationFamily = {
  prefixes: ["service.cilium.io/"],
  harmless: {
    "where it is":
      "global shared affinity global-sync-endpoint-slices lb-l7 lb-l7-algorithm forwarding-mode lb-algorithm node proxy-delegation node-selector",
    balancing: "session-affinity",
  },
};

/** Kubernetes' own annotations of Services, which say nothing of who comes. */
const OWN: AnnotationFamily = {
  prefixes: ["service.alpha.kubernetes.io/", BETA],
  harmless: {
    "who is ready": "tolerate-unready-endpoints",
    "the balancer itself":
      `external-traffic healthcheck-nodeport alicloud-force-override-listeners class backend-type exclude-node hash
      actions.* use-regex-path-match`,
  },
};

/** Those of the controllers that have balancers, too. */
const BALANCERS_TOO = [
  "cloud.google.com/",
  "service.citrix.com/",
  "cis.f5.com/",
  "ako.vmware.com/",
  "kubernetes.io/elb.",
  "tailscale.com/",
];

/** All whose annotations are about the load balancers of Services. */
export const BALANCER_FAMILIES: readonly AnnotationFamily[] = [
  ...[ALIBABA, AWS, AZURE, BRIGHTBOX, CILIUM, DIGITALOCEAN, DOMAINS, EXOSCALE, HETZNER],
  ...[KUBERNETES, LINODE, OPENSTACK, ORACLE, OTHERS, OUTSCALE, OWN, SCALEWAY, UPCLOUD, VULTR],
  ...CONTROLLER_FAMILIES.filter(({ prefixes }) =>
    prefixes.some((prefix) => BALANCERS_TOO.includes(prefix))
  ),
];

/** What is known of them. */
export const BALANCER_ANNOTATIONS: KnownAnnotations = new KnownAnnotations(BALANCER_FAMILIES);
