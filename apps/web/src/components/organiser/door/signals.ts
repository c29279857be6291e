import type { VerdictText } from './verdict';

const vibrations: Record<VerdictText['tone'], number[]> = {
  good: [80],
  bad: [200, 80, 200],
  warn: [80, 80, 80, 80, 80],
};

/** Frequencies in hertz, one after the other. */
const tones: Record<VerdictText['tone'], number[]> = {
  good: [880, 1320],
  bad: [220, 165],
  warn: [440, 440, 440],
};

const toneSeconds = 0.12;
let audio: AudioContext | undefined;

/** Tells a verdict to ear and hand. What the device does not have, it leaves out. */
export function signal(tone: VerdictText['tone']): void {
  navigator.vibrate?.(vibrations[tone]);
  try {
    audio ??= new AudioContext();
    for (const [index, frequency] of tones[tone].entries()) {
      const from = audio.currentTime + index * toneSeconds;
      const oscillator = new OscillatorNode(audio, { frequency, type: 'square' });
      const gain = new GainNode(audio, { gain: 0.12 });
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(from);
      oscillator.stop(from + toneSeconds * 0.85);
    }
  } catch {
    // A device without sound.
  }
}
