/** How long TIME-WAIT lasts. */

import { MILLISECOND, MINUTE, type Duration } from "../../port/time";
import { ACK, FIN_ACK, RST } from "../../wire/flags";
import { establish, SOON } from "./openings";
import type { Watch } from "./watch";

/** The user closes first, after a while. @throws {NotSeen} when it comes to nothing. */
async function enter(watch: Watch, offset: Duration): Promise<void> {
  await establish(watch);
  await watch.sleep(offset);
  await watch.call({ name: "close" });
  await watch.must(SOON, FIN_ACK);
  await watch.send(ACK);
  await watch.send(FIN_ACK);
  await watch.must(SOON, ACK);
}

/** Whether nothing is left of the connection so much later: then its ACK is answered by a reset (RFC 9293 3.10.7.1). */
export async function isGoneAfter(watch: Watch, pause: Duration, offset: Duration): Promise<boolean> {
  await enter(watch, offset);
  await watch.sleep(pause);
  await watch.send(ACK);
  const answer = await watch.next(SOON, () => true);
  return answer !== undefined && (answer.segment.flags & RST) !== 0;
}

const LONGEST = 10 * MINUTE;
const LOOK = 50 * MILLISECOND;

/** By the word of STATUS; undefined where it has not ended, or cannot be told. */
export async function lengthByStatus(watch: Watch): Promise<Duration | undefined> {
  await enter(watch, 0);
  const began = watch.now();
  if ((await watch.status()) !== "TIME-WAIT") return undefined;
  while ((await watch.status()) === "TIME-WAIT") {
    if (watch.now() - began > LONGEST) return undefined;
    await watch.sleep(LOOK);
  }
  return watch.now() - began;
}
