// A camera sees the same label many times a second. It counts again only after it has left the view for a while.
const AWAY_MS = 1_500;

/** Answers whether a code seen at `now` (milliseconds) is a new sight of it. */
export function createRepeatGuard(awayMs = AWAY_MS): (raw: string, now: number) => boolean {
  const lastSeen = new Map<string, number>();
  return (raw, now) => {
    const before = lastSeen.get(raw);
    lastSeen.set(raw, now);
    for (const [seen, at] of lastSeen) if (now - at > awayMs) lastSeen.delete(seen);
    return before === undefined || now - before > awayMs;
  };
}
