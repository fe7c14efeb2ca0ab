/** Every suite there is, in the order in which a run goes through them. */

import type { Suite } from "../harness/scenario";
import { arrivals } from "./acks/arrivals";
import { delayedAcks } from "./acks/delayed";
import { blindAttacks } from "./attack/blind";
import { calls } from "./attack/calls";
import { timeWaitAttacks } from "./attack/time-wait";
import { abort } from "./close/abort";
import { activeClose } from "./close/active";
import { beforeEstablished } from "./close/before-established";
import { closesBothWays } from "./close/both-ways";
import { passiveClose } from "./close/passive";
import { reopening } from "./close/reopening";
import { simultaneousClose } from "./close/simultaneous";
import { timeWaitState } from "./close/time-wait";
import { ecnCalled } from "./ecn/called";
import { ecnCalling } from "./ecn/calling";
import { ecnReceiver } from "./ecn/receiver";
import { ecnSender } from "./ecn/sender";
import { congestionAvoidance } from "./congestion/congestion-avoidance";
import { fastRecovery } from "./congestion/fast-recovery";
import { fastRetransmit } from "./congestion/fast-retransmit";
import { idle } from "./congestion/idle";
import { initialWindow } from "./congestion/initial-window";
import { limitedTransmit } from "./congestion/limited-transmit";
import { lossWindow } from "./congestion/loss-window";
import { sackRecovery } from "./congestion/sack-recovery";
import { slowStart } from "./congestion/slow-start";
import { ecnWindow } from "./ecn/window";
import { activeOpen } from "./handshake/active";
import { closedPort } from "./handshake/closed";
import { passiveOpen } from "./handshake/passive";
import { recovery } from "./handshake/recovery";
import { simultaneousOpen } from "./handshake/simultaneous";
import { addresses } from "./header/addresses";
import { checksums } from "./header/checksum";
import { dataOffset } from "./header/data-offset";
import { headerFields } from "./header/fields";
import { datagrams } from "./header/datagrams";
import { ipHeader } from "./header/ip";
import { hardErrors } from "./icmp/hard";
import { pathMtu } from "./icmp/path-mtu";
import { softErrors } from "./icmp/soft";
import { sourceQuench } from "./icmp/source-quench";
import { initialSequenceNumbers } from "./isn/isn";
import { keepAliveAnswers } from "./keepalive/answers";
import { keepAlives } from "./keepalive/probes";
import { believedReset } from "./reset/believed";
import { challengeAcks } from "./reset/challenge";
import { resetGeneration } from "./reset/generation";
import { neverForAReset } from "./reset/never-for-a-reset";
import { SEGMENT_ARRIVES } from "./segment-arrives";
import { farAway } from "./sequence/far";
import { overlap } from "./sequence/overlap";
import { reassembly } from "./sequence/reassembly";
import { wrap } from "./sequence/wrap";
import { closeCall } from "./user-calls/close";
import { ipFields } from "./user-calls/ip-fields";
import { openCall } from "./user-calls/open";
import { receiveCall } from "./user-calls/receive";
import { sendCall } from "./user-calls/send";
import { socketsOfOpen } from "./user-calls/sockets";
import { statusCall } from "./user-calls/status";
import { timeOuts } from "./user-calls/time-outs";
import { urgentCalls } from "./user-calls/urgent";
import { fastOpenOption } from "./options/fast-open";
import { maximumSegmentSize } from "./options/mss";
import { selectiveAcknowledgment } from "./options/sack";
import { sackExamples } from "./options/sack-examples";
import { timestampClock } from "./options/timestamp-clocks";
import { timestampsOption } from "./options/timestamps";
import { unknownOptions } from "./options/unknown";
import { userTimeoutOption } from "./options/user-timeout";
import { windowScaling } from "./options/window-scale";
import { dataRetransmission } from "./retransmission/data";
import { givingUp } from "./retransmission/giving-up";
import { rtoBounds } from "./retransmission/bounds";
import { retransmissionTimer } from "./retransmission/timer";
import { roundTrips } from "./retransmission/round-trips";
import { push } from "./push/push";
import { heldBack } from "./window/held-back";
import { receiveWindow } from "./window/receiver";
import { narrowWindow } from "./window/narrow";
import { sendWindow } from "./window/sender";
import { windowWithoutEnd } from "./window/without-end";
import { walkthrough } from "./walkthrough/http";

export const SUITES: readonly Suite[] = [
  walkthrough,
  passiveOpen,
  activeOpen,
  simultaneousOpen,
  recovery,
  closedPort,
  activeClose,
  passiveClose,
  simultaneousClose,
  closesBothWays,
  timeWaitState,
  reopening,
  abort,
  beforeEstablished,
  initialSequenceNumbers,
  wrap,
  farAway,
  overlap,
  reassembly,
  resetGeneration,
  neverForAReset,
  believedReset,
  challengeAcks,
  openCall,
  socketsOfOpen,
  sendCall,
  receiveCall,
  closeCall,
  statusCall,
  urgentCalls,
  timeOuts,
  checksums,
  dataOffset,
  headerFields,
  addresses,
  ...SEGMENT_ARRIVES,
  maximumSegmentSize,
  unknownOptions,
  windowScaling,
  timestampsOption,
  timestampClock,
  selectiveAcknowledgment,
  sackExamples,
  delayedAcks,
  arrivals,
  receiveWindow,
  narrowWindow,
  sendWindow,
  windowWithoutEnd,
  heldBack,
  push,
  initialWindow,
  slowStart,
  congestionAvoidance,
  lossWindow,
  fastRetransmit,
  limitedTransmit,
  fastRecovery,
  sackRecovery,
  idle,
  dataRetransmission,
  roundTrips,
  ecnCalled,
  ecnCalling,
  ecnReceiver,
  ecnSender,
  ecnWindow,
  retransmissionTimer,
  rtoBounds,
  givingUp,
  ipHeader,
  datagrams,
  ipFields,
  fastOpenOption,
  userTimeoutOption,
  keepAlives,
  keepAliveAnswers,
  softErrors,
  hardErrors,
  sourceQuench,
  pathMtu,
  blindAttacks,
  timeWaitAttacks,
  calls,
];
