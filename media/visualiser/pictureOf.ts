import type { Palette } from './draw';

/** No browser draws more. */
const mostPixels = 16_000;

/** A picture of its own on the editor's ground, twice as fine as the page. */
export function pictureOf(
  { width, height }: { readonly width: number; readonly height: number },
  palette: Palette,
  draw: (context: CanvasRenderingContext2D) => void,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const scale = Math.min(2, mostPixels / width, mostPixels / height);
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.font = palette.font;
  context.textBaseline = 'middle';
  draw(context);
  // Last, as what draws may cut holes into what it drew.
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  return canvas;
}

/** Undefined where the picture is too large for the browser. */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array | undefined> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  return blob === null ? undefined : new Uint8Array(await blob.arrayBuffer());
}
