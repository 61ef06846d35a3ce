// Sound and vibration tell the outcome of a scan to somebody who looks at the vial, not at the screen.
export type Outcome = 'good' | 'look' | 'bad';

/** Tones in Hz, one after the other; a bad one is low and long. */
const TONES: Record<Outcome, readonly [frequency: number, milliseconds: number][]> = {
  good: [[1_320, 90]],
  look: [
    [880, 90],
    [880, 90],
  ],
  bad: [
    [220, 180],
    [180, 260],
  ],
};
const BUZZ: Record<Outcome, number[]> = { good: [60], look: [60, 60, 60], bad: [250, 80, 250] };
const MUTED = 'jejak.scan.muted';

let audio: AudioContext | undefined;

export const isMuted = () => localStorage.getItem(MUTED) === 'yes';
export const setMuted = (muted: boolean) => localStorage.setItem(MUTED, muted ? 'yes' : 'no');

/** Never fails: a phone without sound or vibration shows the outcome all the same. */
export function signal(outcome: Outcome): void {
  navigator.vibrate?.(BUZZ[outcome]);
  if (isMuted()) return;
  try {
    audio ??= new AudioContext();
    void audio.resume();
    let at = audio.currentTime;
    for (const [frequency, milliseconds] of TONES[outcome]) {
      const [tone, volume] = [audio.createOscillator(), audio.createGain()];
      tone.frequency.value = frequency;
      volume.gain.value = 0.2;
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + milliseconds / 1000);
      at += milliseconds / 1000 + 0.05;
    }
  } catch {
    audio = undefined;
  }
}
