/** Mistakes in the clock of timestamps, and in what is made of them (RFC 7323 3 to 7). Those of form are among the options. */

import type { Mutant } from "./mutant";

export const TIMESTAMP_MUTANTS: readonly Mutant[] = [
  {
    name: "timestamps-stand-still",
    breaks: "7323-4.1-RTTM-CLOCK",
    file: "timestamps.ts",
    find: "Math.floor(now / TICK) + timestampOrigin",
    replace: "Math.floor((0 * now) / TICK) + timestampOrigin",
  },
  {
    name: "timestamps-by-fits-and-starts",
    breaks: "7323-4.1-RTTM-CLOCK",
    file: "timestamps.ts",
    find: "Math.floor(now / TICK) + timestampOrigin",
    replace: "Math.floor((now / TICK) ** 2 / 1000) + timestampOrigin",
  },
  {
    name: "timestamps-come-round-too-soon",
    breaks: "7323-5.4-TS-CLOCK-RANGE",
    file: "timestamps.ts",
    find: "Math.floor(now / TICK) + timestampOrigin",
    replace: "Math.floor(now / 40) + timestampOrigin",
  },
  {
    name: "timestamps-run-backwards",
    breaks: "7323-5.4-TS-MONOTONE",
    file: "timestamps.ts",
    find: "Math.floor(now / TICK) + timestampOrigin",
    replace: "timestampOrigin - Math.floor(now / TICK)",
  },
  {
    name: "one-clock-for-all",
    breaks: "7323-7-TS-OFFSET",
    file: "timestamps.ts",
    find: "Math.floor(now / TICK) + timestampOrigin",
    replace: "Math.floor(now / TICK) + 0 * timestampOrigin",
  },
  {
    name: "echoes-in-a-call",
    breaks: "7323-3.2-TS-ECR-ZERO",
    file: "header-options.ts",
    find: "if (those.timestamps) result.push(timestamps(timestampClock(tcb, now), tcb.rcv.tsRecent));",
    replace:
      "if (those.timestamps) result.push(timestamps(timestampClock(tcb, now), tcb.rcv.tsRecent || timestampClock(tcb, now)));",
  },
  {
    name: "echoes-the-last-of-several",
    breaks: "7323-4.3-TSRECENT-DELACK",
    file: "timestamps.ts",
    find: "precedesOrEquals(segment.seq, tcb.rcv.lastAckSent)",
    replace: "precedesOrEquals(segment.seq, tcb.rcv.nxt)",
  },
  {
    name: "timestamps-never-outdate",
    breaks: "7323-5.5-PAWS-24DAYS",
    file: "timestamps.ts",
    find: "const isOutdated = now - tcb.rcv.tsRecentAt > OUTDATED;",
    replace: "const isOutdated = now - tcb.rcv.tsRecentAt > 1000 * OUTDATED;",
  },
  {
    name: "measures-by-any-ack",
    breaks: "7323-4.1-RTTM-ADVANCE",
    file: "segment-arrives/check-ack.ts",
    find: "if (isAdvance) acknowledge(turn, segment);",
    replace: "if (precedesOrEquals(tcb.snd.una, segment.ack)) acknowledge(turn, segment);",
  },
  {
    name: "the-echo-on-a-syn-is-a-sample",
    breaks: "7323-3.2-TS-ECR-IGNORED",
    file: "segment-arrives/listen.ts",
    find: "  sendFirstSyn(turn);",
    replace: `  if (segment.options.some((each) => each.kind === "timestamps" && each.echo !== 0)) tcb.rto = turn.options.maximumRto;
  sendFirstSyn(turn);`,
  },
  {
    name: "a-syn-resets-before-its-age-is-known",
    breaks: "7323-5.3-PAWS-FIRST",
    file: "segment-arrives/synchronized.ts",
    find: "  switch (ageOf(turn, arrived)) {",
    replace: `  if ((arrived.flags & SYN) !== 0 && isAcceptable(arrived.seq, 1, turn.tcb.rcv)) {
    sendReset(turn, arrived);
    tell(turn, "reset");
    deleteTcb(turn);
    return;
  }
  switch (ageOf(turn, arrived)) {`,
  },
  {
    name: "what-is-old-leaves-its-timestamp",
    breaks: "7323-5.3-PAWS-FIRST",
    file: "segment-arrives/synchronized.ts",
    find: "  switch (ageOf(turn, arrived)) {",
    replace: `  const [stamp] = arrived.options.filter((each) => each.kind === "timestamps");
  if (stamp !== undefined && ageOf(turn, arrived) === "old") turn.tcb.rcv.tsRecent = add(stamp.value as never, 0);
  switch (ageOf(turn, arrived)) {`,
  },
  {
    name: "echoes-measure-nothing",
    breaks: "6298-3-ONEPERRTT",
    file: "timestamps.ts",
    find: "if (ticks < 0) return undefined;",
    replace: "if (ticks < 1e9) return undefined;",
  },
  {
    name: "last-timestamp-counts-for-ten-seconds",
    breaks: "7323-5.3-PAWS-R1",
    file: "timestamps.ts",
    find: "const OUTDATED: Duration = 24 * 24 * 3_600_000 * MILLISECOND;",
    replace: "const OUTDATED: Duration = 10_000 * MILLISECOND;",
  },
  {
    name: "timestamps-outdate-with-the-connection",
    breaks: "7323-5.5-PAWS-24DAYS",
    file: "timestamps.ts",
    find: "  tcb.rcv.tsRecentAt = now;\n",
    replace: "",
  },
  {
    name: "last-timestamp-counts-for-an-hour",
    breaks: "7323-5.3-PAWS-R1",
    file: "timestamps.ts",
    find: "const OUTDATED: Duration = 24 * 24 * 3_600_000 * MILLISECOND;",
    replace: "const OUTDATED: Duration = 3_600_000 * MILLISECOND;",
  },
];
