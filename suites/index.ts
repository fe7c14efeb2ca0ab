/** Every suite there is, in the order in which a run goes through them. */

import type { Suite } from "../harness/scenario";
import { abort } from "./close/abort";
import { activeClose } from "./close/active";
import { beforeEstablished } from "./close/before-established";
import { passiveClose } from "./close/passive";
import { simultaneousClose } from "./close/simultaneous";
import { timeWaitState } from "./close/time-wait";
import { activeOpen } from "./handshake/active";
import { closedPort } from "./handshake/closed";
import { passiveOpen } from "./handshake/passive";
import { recovery } from "./handshake/recovery";
import { simultaneousOpen } from "./handshake/simultaneous";
import { addresses } from "./header/addresses";
import { checksums } from "./header/checksum";
import { dataOffset } from "./header/data-offset";
import { headerFields } from "./header/fields";
import { initialSequenceNumbers } from "./isn/isn";
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
  timeWaitState,
  abort,
  beforeEstablished,
  initialSequenceNumbers,
  checksums,
  dataOffset,
  headerFields,
  addresses,
];
