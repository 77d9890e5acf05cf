import { paperColours } from '../../src/playback';
import type { SvgColours } from '../../src/protocol/visualiserProtocol';
import type { Palette } from './draw';

/** The page's colours as a drawing takes them that programs beside a browser read too: opaque, `#rrggbb` each. */
export function svgColours(palette: Palette): SvgColours {
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (pixel === null) return paperColours;
  const opaque = (colour: string): string => {
    for (const layer of [palette.ground, colour]) {
      pixel.fillStyle = layer;
      pixel.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = pixel.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  };
  return {
    ground: opaque(palette.ground),
    foreground: opaque(palette.foreground),
    faint: opaque(palette.faint),
    known: opaque(palette.known),
    fresh: opaque(palette.fresh),
    remasked: opaque(palette.remasked),
    model: opaque(palette.model),
    sampling: opaque(palette.sampling),
    paint: opaque(palette.paint),
  };
}
