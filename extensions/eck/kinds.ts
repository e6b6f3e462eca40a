/**
 * The kinds of Elastic Cloud on Kubernetes.
 *
 * @module
 */

/** A cluster of Elasticsearch. */
export const ELASTICSEARCH = "elasticsearch.k8s.elastic.co/Elasticsearch";

/** A Kibana. */
export const KIBANA = "kibana.k8s.elastic.co/Kibana";

/** An APM Server. */
export const APM_SERVER = "apm.k8s.elastic.co/ApmServer";

/** A Beat. */
export const BEAT = "beat.k8s.elastic.co/Beat";

/** A Logstash. */
export const LOGSTASH = "logstash.k8s.elastic.co/Logstash";

/** An Enterprise Search. */
export const ENTERPRISE_SEARCH = "enterprisesearch.k8s.elastic.co/EnterpriseSearch";

/** A server of maps. */
export const MAPS_SERVER = "maps.k8s.elastic.co/ElasticMapsServer";

/** A registry of Fleet's packages. */
export const PACKAGE_REGISTRY = "packageregistry.k8s.elastic.co/PackageRegistry";

/** What sizes a cluster by its load. */
export const AUTOSCALER = "autoscaling.k8s.elastic.co/ElasticsearchAutoscaler";
