export type { Agent } from "./agent.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
export { Bus, connectBus } from "./bus/bus.ts";
export type { BusMessage, BusOptions, BusSubscription } from "./bus/bus.ts";
export { BusError } from "./bus/bus-error.ts";
export type { BusErrorCode } from "./bus/bus-error.ts";
export type { BusEvent } from "./bus/bus-event.ts";
export { formatKey, parseKey } from "./bus/key-value.ts";
export type { KeyValue, KeyValueEntry } from "./bus/key-value.ts";
export { formatByteSize, parseByteSize } from "./bus/byte-size.ts";
export { BUCKETS, KEPT_ACTIONS, natsConfig } from "./bus/nats-config.ts";
export type {
  BucketConfig,
  BucketName,
  KeptAction,
  NatsConfig,
  NatsConfigFile,
  StreamConfig,
} from "./bus/nats-config.ts";
export { natsStatus } from "./bus/nats-status.ts";
export type { NatsStatus, StreamStatus } from "./bus/nats-status.ts";
export { applySetup, planSetup } from "./bus/stream-setup.ts";
export type { Difference, SetupStep } from "./bus/stream-setup.ts";
export type { StreamInfo } from "./bus/stream-info.ts";
export { streamName } from "./bus/stream-spec.ts";
export type { StreamSpec } from "./bus/stream-spec.ts";
export { rolePermissions, ROLES } from "./bus/roles.ts";
export type { Grant, Role, RolePermissions } from "./bus/roles.ts";
export { passwordVariable, writeServerConfig } from "./bus/server-config.ts";
export type { ServerConfigOptions, WrittenFile } from "./bus/server-config.ts";
export type { StoredMessage } from "./bus/stored-message.ts";
export { PUBLISHER_FULL } from "./bus/stream-publisher.ts";
export type { StreamPublisher, StreamPublisherOptions } from "./bus/stream-publisher.ts";
export type { ReplayOptions } from "./bus/stream-replay.ts";
export { natsAtHand } from "./bus/nats-at-hand.ts";
export type { NatsAtHand } from "./bus/nats-at-hand.ts";
export { findNatsProgram, provideNatsProgram } from "./bus/nats-program.ts";
export type { Environment, ProgramPlaces } from "./bus/nats-program.ts";
export { NatsServer } from "./bus/nats-server.ts";
export type { NatsServerOptions, ServerEnd } from "./bus/nats-server.ts";
