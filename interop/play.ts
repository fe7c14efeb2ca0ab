import type { Case, Played, Setting } from "./case";
import type { WireSummary } from "./wire-summary";
import { openWorld } from "./world";
import type { WorldPlan } from "./world";

export interface Result {
  /** Absent when it came to no end. */
  readonly played: Played | undefined;
  readonly summary: WireSummary;
  /** Whatever was not as it should be, rules included; nothing when all went well. */
  readonly complaints: readonly string[];
}

/** Plays a case in a world of its own and looks at the wire. `patience`: seconds that it may take. Never rejects. */
export async function play(each: Case, setting: Setting, plan: WorldPlan, patience: number): Promise<Result> {
  const world = openWorld(plan);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not over after ${patience} s`));
    }, patience * 1000);
  });
  try {
    const played = await Promise.race([each.play(world, setting), late]);
    await world.kernelIsDone();
    const summary = world.judge();
    return { played, summary, complaints: [...played.complaints, ...each.look(summary), ...summary.violations] };
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error);
    const summary = world.judge();
    return { played: undefined, summary, complaints: [complaint, ...summary.violations] };
  } finally {
    clearTimeout(timer);
    world.close();
  }
}
