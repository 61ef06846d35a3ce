// What a screen reader is told: the outcome of a scan, that something was saved. One region for the whole application.
import { useWatched, watched } from '../../shared/watched.ts';

const said = watched({ text: '', turn: 0 });

export function announce(text: string): void {
  said.set({ text, turn: said.get().turn + 1 });
}

export function Announcer() {
  const { text, turn } = useWatched(said);
  return (
    <div className="hidden" role="status" aria-live="assertive" aria-atomic="true" data-announcer>
      {/* The same words twice are told twice. */}
      <span key={turn}>{text}</span>
    </div>
  );
}
