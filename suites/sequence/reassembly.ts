// RFC 9293 3.10.7.4, first, SHLD-31: segments that come out of order are kept, and processed in the order of their numbers.

import {
  connection,
  DATA,
  established,
  FIN_ACK,
  IRS,
  peer,
  scenario,
  stack,
  suite,
  user,
  type Step,
} from "../../harness/scenario";

/** All orders of the numbers below `count`. */
function orders(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return orders(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => [...order.slice(0, at), count - 1, ...order.slice(at)]),
  );
}

/** So long, and of different lengths, that none fits in the place of another. */
const LENGTHS = [3, 11, 1, 7, 5];

/** The n-th segment of a text that begins after so many octets of the stream. */
function part(start: number, n: number): Step {
  const before = LENGTHS.slice(0, n).reduce((sum, length) => sum + length, 0);
  return peer.sends(DATA, { seq: IRS.plus(1 + start + before), text: LENGTHS[n] ?? 0 });
}

/** A text of `count` segments in all orders, one text after the other on one connection. */
function inEveryOrder(count: number, then: (start: number) => readonly Step[]): readonly Step[] {
  const length = LENGTHS.slice(0, count).reduce((sum, each) => sum + each, 0);
  return orders(count).flatMap((order, i) => [
    ...order.map((n) => part(i * length, n)),
    ...then(i * length),
    stack.acknowledges(),
    user.receives(length),
  ]);
}

export const reassembly = suite("sequence/reassembly", [
  ...[2, 3, 4, 5].map((count) =>
    scenario(
      `orders-of-${count}`,
      `ESTABLISHED: ${count} segments, in every order -> all acknowledged, delivered in order`,
      {
        covers: ["SHLD-31", "793-3.9-SEGARR-SEQ-OOO-HOLD"],
        level: "SHOULD", // One that keeps nothing is right as well; the next scenario is for all.
        from: established(),
        steps: [inEveryOrder(count, () => [])],
      },
    ),
  ),

  scenario(
    "orders-and-again",
    "ESTABLISHED: 3 segments in every order, and again in order -> delivered once, in order",
    {
      covers: ["793-3.9-SEGARR-SEQ-OOO-HOLD", "793-3.3-ACK-CUMULATIVE"],
      from: established(),
      steps: [inEveryOrder(3, (start) => [0, 1, 2].map((n) => part(start, n)))],
    },
  ),

  scenario("fin-in-every-order", "ESTABLISHED: 2 segments and a FIN, in every order -> the end comes behind the text", {
    covers: ["793-3.9-SEGARR-SEQ-OOO-HOLD", "793-3.9-SEGARR-ESTAB-FIN", "SHLD-31"],
    level: "SHOULD",
    steps: orders(3).flatMap((order) => {
      const id = order.join("-");
      const { user, peer, stack } = connection(id);
      const segments = [
        peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
        peer.sends(DATA, { seq: IRS.plus(11), text: 10 }),
        peer.sends(FIN_ACK, { seq: IRS.plus(21) }),
      ];
      return [
        ...established(id),
        ...order.flatMap((n) => segments[n] ?? []),
        stack.acknowledges(),
        user.receives(20),
        user.isTold("end of stream"),
        stack.isIn("CLOSE-WAIT"),
      ];
    }),
  }),

  scenario("from-the-last-octet-on", "ESTABLISHED: octets one by one, the last first -> delivered in order", {
    covers: ["SHLD-31", "793-3.9-SEGARR-SEQ-OOO-HOLD"],
    level: "SHOULD",
    from: established(),
    steps: [
      Array.from({ length: 30 }, (_, i) => peer.sends(DATA, { seq: IRS.plus(30 - i), text: 1 })),
      stack.acknowledges(),
      user.receives(30),
    ],
  }),
]);
