/** What a stack does on a connection that is there: retransmissions, acknowledgments, answers. */

import { MILLISECOND, SECOND, type Duration } from "../../port/time";
import { RCV } from "../../scenario/expression";
import { DATA } from "../../scenario/vocabulary";
import { ACK, SYN } from "../../wire/flags";
import type { Segment } from "../../wire/segment";
import { seconds, timing, type Finding } from "./finding";
import { establish, SOON } from "./openings";
import { hasFlags, NotSeen, type Sighting, type Watch } from "./watch";

const LONGEST_RTO = 60 * SECOND;

/** Where time costs nothing: for stacks that measure one round trip in so many ticks. */
const BETWEEN_TRIPS = 700 * MILLISECOND;

const hasText = ({ text }: Segment) => text.length > 0;

/**
 * The times after which text comes again that nobody acknowledges.
 * @param trips round trips to be measured before, each as quick as can be
 * @param offset how long after them
 * @throws {NotSeen} when it does not come again.
 */
export async function retransmissions(watch: Watch, trips: number, offset: Duration): Promise<readonly Duration[]> {
  await establish(watch);
  for (let i = 0; i < trips; i++) {
    await sendText(watch);
    await watch.send(ACK);
    if (watch.clock === "virtual") await watch.sleep(BETWEEN_TRIPS);
  }
  await watch.sleep(offset);
  const sent = await sendText(watch);
  const gaps: Duration[] = [];
  for (let last = sent.at; gaps.length < 3;) {
    const again = await watch.next(LONGEST_RTO, ({ seq, text }) => text.length > 0 && seq === sent.segment.seq);
    if (again === undefined) break;
    gaps.push(again.at - last);
    last = again.at;
  }
  if (gaps.length === 0) throw new NotSeen("nothing was sent again");
  return gaps;
}

async function sendText(watch: Watch): Promise<Sighting> {
  await watch.call({ name: "send", text: 10 });
  const sent = await watch.next(SOON, hasText);
  if (sent === undefined) throw new NotSeen("no text came");
  return sent;
}

/** As many segments as it takes to get behind the quick ones with which some stacks begin. */
const SEGMENTS = 24;

/** Small segments one by one, each of them acknowledged before the next. */
export async function watchAcknowledgments(watch: Watch): Promise<readonly Finding[]> {
  await establish(watch);
  const held: Duration[] = [];
  for (let i = 0; i < SEGMENTS; i++) {
    const sent = await watch.send(DATA, { text: 1 });
    const { at } = await watch.must(SOON, ACK);
    held.push(at - sent);
  }
  const about = "timers.delayedAck";
  const longest = Math.max(...held);
  const late = held.filter((delay) => delay > longest / 2);
  if (longest < (watch.clock === "virtual" ? 1 : 20 * MILLISECOND))
    return [{ about, seen: `each of ${SEGMENTS} segments was acknowledged at once` }];
  return [
    {
      about,
      claim: timing([longest], watch.clock),
      seen: `${late.length} of ${SEGMENTS} acknowledgments were held back, for ${seconds(longest)} s at the most; other traffic may see longer ones`,
    },
  ];
}

/** As long as an answer is waited for that may not come. */
const ANSWER = 200 * MILLISECOND;

/** Whether the second of two segments left of the window is answered, so long after the first. @throws {NotSeen} */
export async function isSecondAnswered(watch: Watch, pause: Duration): Promise<boolean> {
  await establish(watch);
  const began = watch.now();
  if (!(await isAnswered(watch))) throw new NotSeen("a segment left of the window was not answered");
  await watch.sleep(Math.max(0, began + pause - watch.now()));
  return isAnswered(watch);
}

/** RFC 9293 3.10.7.4, first: what is not acceptable is answered by an ACK. */
async function isAnswered(watch: Watch): Promise<boolean> {
  await watch.send(ACK, { seq: RCV.NXT.minus(1) });
  return (await watch.next(ANSWER, (segment) => hasFlags(segment, ACK))) !== undefined;
}

/** How many SYNs are sent to a connection to see how many of them are answered (RFC 5961 4.2 and 7). */
const CHALLENGES = 20;

export async function watchChallenges(watch: Watch): Promise<readonly Finding[]> {
  await establish(watch);
  for (let i = 0; i < CHALLENGES; i++) await watch.send(SYN, { seq: RCV.NXT });
  let answered = 0;
  while ((await watch.next(ANSWER, (segment) => hasFlags(segment, ACK))) !== undefined) answered++;
  return [{ about: "challenge ACKs", seen: `${answered} for ${CHALLENGES} SYNs in the window at once` }];
}
