export interface Reading {
  station: string;
  celsius: number;
  takenAt: Date;
}

/** Readings of one station, oldest first. */
export function readingsOf(station: string, readings: Reading[]): Reading[] {
  return readings
    .filter((reading) => reading.station === station)
    .sort((a, b) => a.takenAt.getTime() - b.takenAt.getTime());
}

export function toFahrenheit(celsius: number): number {
  return (celsius * 9) / 5 + 32;
}

export function average(readings: Reading[]): number | undefined {
  if (readings.length === 0) {
    return undefined;
  }
  let total = 0;
  for (const reading of readings) {
    total += reading.celsius;
  }
  return total / readings.length;
}

export function warmest(readings: Reading[]): Reading | undefined {
  let best: Reading | undefined;
  for (const reading of readings) {
    if (best === undefined || reading.celsius > best.celsius) {
      best = reading;
    }
  }
  return best;
}
