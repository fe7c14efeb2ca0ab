// RFC 9293 3.9.1.5 and 3.10.6: STATUS names the state, in all eleven of them.
//
// The ways into each state lead through others; a preamble that goes wrong leaves a question open, and here it is the question.

import {
  ACK,
  closing,
  closed,
  establishedActively,
  FIN_ACK,
  lastAck,
  peer,
  scenario,
  stack,
  suite,
} from "../../harness/scenario";

export const statusCall = suite("user-calls/status", [
  // No mutant fails it: the reference answers for what it does not know before any TCB is looked at. Hosts have to as well.
  scenario("never-opened", "CLOSED: STATUS of a connection that never was -> CLOSED", {
    covers: ["793-3.9-STATUS-CLOSED"],
    needs: ["user-calls", "status"],
    steps: [stack.isIn("CLOSED")],
  }),

  scenario(
    "active-close",
    "LISTEN, SYN-RECEIVED, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT, CLOSED, each by its name",
    {
      covers: ["793-3.9-STATUS-ALL"],
      needs: ["status"],
      steps: [closed()],
    },
  ),

  scenario("passive-close", "ESTABLISHED by a call, CLOSE-WAIT, LAST-ACK, each by its name", {
    covers: ["793-3.9-STATUS-ALL"],
    needs: ["status"],
    steps: [lastAck(), peer.sends(ACK), stack.isIn("CLOSED")],
  }),

  scenario("calling", "SYN-SENT, ESTABLISHED, CLOSE-WAIT, each by its name", {
    covers: ["793-3.9-STATUS-ALL"],
    needs: ["status"],
    steps: [establishedActively(), peer.sends(FIN_ACK), stack.isIn("CLOSE-WAIT")],
  }),

  scenario("simultaneous-close", "FIN-WAIT-1, CLOSING, TIME-WAIT, each by its name", {
    covers: ["793-3.9-STATUS-ALL"],
    needs: ["status"],
    steps: [closing(), peer.sends(ACK), stack.isIn("TIME-WAIT")],
  }),
]);
