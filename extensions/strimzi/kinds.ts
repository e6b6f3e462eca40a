/**
 * The kinds of Strimzi's operators.
 *
 * @module
 */

/** A cluster of Kafka. */
export const KAFKA = "kafka.strimzi.io/Kafka";

/** Some of a cluster's nodes. */
export const NODE_POOL = "kafka.strimzi.io/KafkaNodePool";

/** A topic of a cluster. */
export const TOPIC = "kafka.strimzi.io/KafkaTopic";

/** A user of a cluster. */
export const USER = "kafka.strimzi.io/KafkaUser";

/** A server that runs connectors. */
export const CONNECT = "kafka.strimzi.io/KafkaConnect";

/** A connector of such a server. */
export const CONNECTOR = "kafka.strimzi.io/KafkaConnector";

/** What copies clusters into another. */
export const MIRROR_MAKER = "kafka.strimzi.io/KafkaMirrorMaker2";

/** HTTP in front of a cluster. */
export const BRIDGE = "kafka.strimzi.io/KafkaBridge";

/** Label that says which cluster something belongs to. */
export const CLUSTER_LABEL = "strimzi.io/cluster";
