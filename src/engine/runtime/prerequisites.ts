import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sentence, type Sentence } from '../../base/sentence';
import { nativeFolder } from '../model/nativeBinding';
import type { Device } from './sessionOptions';

/**
 * What a device plainly lacks here, as a reason; undefined if it is worth a try. Native code says
 * the same only by lines on standard error and an error that names its own source files.
 */
export function missingFor(device: Device): Sentence | undefined {
  if (process.platform !== 'linux') return undefined;
  if (device === 'cuda' && !hasCudaProvider()) {
    return sentence(
      'the CUDA provider is not installed beside ONNX Runtime (libonnxruntime_providers_cuda.so)',
    );
  }
  if (device === 'webgpu' && !hasVulkan()) {
    return sentence(
      'Vulkan is not installed (libvulkan.so.1); install your graphics driver and libvulkan1',
    );
  }
  return undefined;
}

/**
 * Why `auto` passes a device over without trying it. A Linux machine without a graphics card may have a Vulkan that
 * computes on the processor: it works, and takes minutes to find that it is slower.
 */
export function notWorthATry(device: Device): Sentence | undefined {
  if (process.platform !== 'linux' || device !== 'webgpu' || hasGraphicsCard()) return undefined;
  return sentence('this machine has no graphics card (neither /dev/dri/renderD* nor /dev/nvidia0)');
}

function hasGraphicsCard(): boolean {
  const dri = '/dev/dri';
  const renders = existsSync(dri) && readdirSync(dri).some((name) => name.startsWith('renderD'));
  return renders || existsSync('/dev/nvidia0');
}

function hasCudaProvider(): boolean {
  const folder = nativeFolder();
  return folder !== undefined && existsSync(join(folder, 'libonnxruntime_providers_cuda.so'));
}

/** Looks where the loader of a Linux system looks, without loading anything. */
function hasVulkan(): boolean {
  const folders = (process.env['LD_LIBRARY_PATH'] ?? '')
    .split(':')
    .filter((folder) => folder !== '');
  for (const base of ['/usr/lib', '/usr/lib64', '/lib', '/lib64', '/usr/local/lib']) {
    folders.push(base, ...machineFolders(base));
  }
  return folders.some((folder) => existsSync(join(folder, 'libvulkan.so.1')));
}

/** Debian keeps libraries one folder deeper, by machine: /usr/lib/x86_64-linux-gnu. */
function machineFolders(base: string): readonly string[] {
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(base, name));
}
