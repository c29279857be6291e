import type { VerdictText } from './verdict';

const vibrations: Record<VerdictText['tone'], number[]> = {
  good: [80],
  bad: [200, 80, 200],
  warn: [80, 80, 80, 80, 80],
};

/** Frequencies in hertz, played in order. */
const tones: Record<VerdictText['tone'], number[]> = {
  good: [880, 1320],
  bad: [220, 165],
  warn: [440, 440, 440],
};

const toneSeconds = 0.12;
const gestures = ['pointerup', 'keydown', 'touchend'] as const;
let audio: AudioContext | undefined;

/**
 * Browsers play sound only after a touch, and stop it while the page is away: sound begins with the
 * first touch, and again with the next one after it was lost.
 * @param onMute receives whether there is no sound now
 * @returns a function that ends it
 */
export function listenForTouch(onMute: (isMute: boolean) => void): () => void {
  const listening = new AbortController();
  const { signal: until } = listening;
  const tell = () => onMute(audio?.state !== 'running');
  const unlock = () => {
    try {
      audio ??= new AudioContext();
    } catch {
      return; // The device has no sound.
    }
    audio.onstatechange = tell;
    if (audio.state !== 'running') void audio.resume().then(tell, tell);
  };
  for (const gesture of gestures) addEventListener(gesture, unlock, { signal: until });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible' && audio) unlock();
    },
    { signal: until },
  );
  tell();
  return () => listening.abort();
}

/** Signals a verdict by sound and vibration, as far as the device can at the moment. */
export function signal(tone: VerdictText['tone']): void {
  // Before a touch a browser refuses to vibrate, and logs a complaint.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(vibrations[tone]);
  if (audio?.state !== 'running') return;
  for (const [index, frequency] of tones[tone].entries()) {
    const from = audio.currentTime + index * toneSeconds;
    const oscillator = new OscillatorNode(audio, { frequency, type: 'square' });
    const gain = new GainNode(audio, { gain: 0.12 });
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(from + toneSeconds * 0.85);
  }
}
