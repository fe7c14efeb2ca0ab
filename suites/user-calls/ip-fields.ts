// RFC 9293 3.9.1.9 and 3.9.2: the Diffserv field and the TTL of what is sent, by the choice of the user.

import {
  ACK,
  DATA,
  established,
  establishedActively,
  FIN_ACK,
  peer,
  RCV,
  scenario,
  SND,
  stack,
  suite,
  user,
  type IpPattern,
  type Step,
} from "../../harness/scenario";

/** Text, the ACK of text, and in between what the peer has to say. */
function speaks(ip: IpPattern): readonly Step[] {
  return [
    user.send(10),
    stack.sends(DATA, { seq: SND.NXT, text: 10, ip }),
    peer.sends(ACK),
    peer.sends(DATA, { text: 10 }),
    stack.sends(ACK, { ack: RCV.NXT, ip }),
    user.receives(10),
  ];
}

/** The FIN, too. */
function saysGoodbye(ip: IpPattern): readonly Step[] {
  return [user.close(), stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, ip })];
}

const EXPEDITED = 46;
/** RFC 2597 6, the first of its classes. */
const ASSURED = 10;

export const ipFields = suite("user-calls/ip-fields", [
  ...[EXPEDITED, 1, 63].map((diffserv) =>
    scenario(
      `diffserv-${diffserv}`,
      `ESTABLISHED: the user chooses Diffserv ${diffserv} -> text, ACKs and FIN have it`,
      {
        covers: diffserv === EXPEDITED ? ["MUST-48", "SHLD-22"] : ["SHLD-22"],
        from: established(),
        steps: [user.chooses({ diffserv }), speaks({ diffserv }), saysGoodbye({ diffserv })],
      },
    ),
  ),

  scenario("diffserv-of-a-caller", "ESTABLISHED actively: the user chooses Diffserv 46 -> text, ACKs and FIN have it", {
    covers: ["MUST-48", "SHLD-22"],
    from: establishedActively(),
    steps: [
      user.chooses({ diffserv: EXPEDITED }),
      speaks({ diffserv: EXPEDITED }),
      saysGoodbye({ diffserv: EXPEDITED }),
    ],
  }),

  scenario("diffserv-changes", "ESTABLISHED: the user chooses Diffserv, and later another -> what follows has that", {
    covers: ["SHLD-21", "SHLD-22"],
    from: established(),
    steps: [
      user.chooses({ diffserv: EXPEDITED }),
      speaks({ diffserv: EXPEDITED }),
      user.chooses({ diffserv: ASSURED }),
      speaks({ diffserv: ASSURED }),
      user.chooses({ diffserv: 0 }),
      speaks({ diffserv: 0 }),
    ],
  }),

  ...[1, 32, 255].map((hopLimit) =>
    scenario(
      `hop-limit-${hopLimit}`,
      `ESTABLISHED: the user chooses a TTL of ${hopLimit} -> text, ACKs and FIN have it`,
      {
        covers: ["MUST-49"],
        from: established(),
        steps: [user.chooses({ hopLimit }), speaks({ hopLimit }), saysGoodbye({ hopLimit })],
      },
    ),
  ),

  scenario(
    "hop-limit-of-a-caller",
    "ESTABLISHED actively: the user chooses a TTL of 32 -> text, ACKs and FIN have it",
    {
      covers: ["MUST-49"],
      from: establishedActively(),
      steps: [user.chooses({ hopLimit: 32 }), speaks({ hopLimit: 32 }), saysGoodbye({ hopLimit: 32 })],
    },
  ),
]);
