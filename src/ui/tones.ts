/** Plays sine tones one after the other: `notes` are frequencies in Hz, `gap` seconds from one to the next, `volume` from 0 to 1. */
export function playTones(audio: AudioContext, notes: readonly number[], gap: number, volume: number): void {
  notes.forEach((frequency, i) => {
    const start = audio.currentTime + i * gap;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(volume, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
}
