import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages } from '../../scripts/vscode/debian';

/** A Vulkan that computes on the processor, and so the whole WebGPU path without a GPU. */
const softwareVulkan = '/usr/lib/chromium/vk_swiftshader_icd.json';
const loader = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';
const minutes = 60_000;

/** Operators of shapes and indices, which the runtime keeps on the processor on purpose. */
const ofShapes = new Set(
  'Shape Concat Mul Squeeze Range Reshape Cast Mod Add Gather Split Slice Max Unsqueeze Div Sub'.split(
    ' ',
  ),
);

/** Opens a graph and prints on which device each of its nodes was put. */
const opening = `
const ort = require('onnxruntime-node');
const options = { executionProviders: ['webgpu'], logSeverityLevel: 0, logVerbosityLevel: 0 };
ort.InferenceSession.create(process.argv[1], options).then((session) => session.release());
`;

describe('WebGPU, on a Vulkan in software', function () {
  this.timeout(10 * minutes);
  let folder: string;
  const env = { ...process.env, VK_ICD_FILENAMES: softwareVulkan, ORT_DISABLE_TELEMETRY: '1' };
  const cli = (...words: string[]): string => {
    const run = spawnSync(process.execPath, ['dist/cli.js', ...words], { env, encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    return run.stdout;
  };

  before(async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    const missing = [
      ...(existsSync(softwareVulkan) ? [] : ['chromium']),
      ...(existsSync(loader) ? [] : ['libvulkan1']),
    ];
    if (missing.length > 0) await installDebianPackages(missing, 'the test of WebGPU');
    folder = await mkdtemp(join(tmpdir(), 'prime-webgpu-'));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  it('fills as the processor does', async () => {
    const file = join(folder, 'area.ts');
    await writeFile(file, 'export function area(width: number, height: number) {\n  return ;\n}\n');
    const fill = async (device: string): Promise<{ device: string; texts: unknown }> => {
      const trace = join(folder, `${device}.json`);
      const words = `--at 2:10 --model prime-tiny --length 4 --steps 2 --candidates 1 --trace ${trace}`;
      const out = cli('fill', file, ...words.split(' '), '--json', '--device', device);
      const { ranked } = JSON.parse(out) as { ranked: { texts: unknown }[] };
      const { header } = JSON.parse(await readFile(trace, 'utf8')) as {
        header: { device: string };
      };
      return { device: header.device, texts: ranked[0]?.texts };
    };
    const [gpu, processor] = [await fill('webgpu'), await fill('cpu')];
    assert.deepEqual(gpu, { ...processor, device: 'webgpu' });
    assert.equal(processor.device, 'cpu');
  });

  for (const graph of ['prime-tiny/denoiser', 'prime-base/causal', 'prime-base/canvas'])
    it(`computes all of ${graph} but its shapes`, () => {
      const path = join('models', `${graph}.gpu.onnx`);
      const run = spawnSync(process.execPath, ['-e', opening, path], { env, encoding: 'utf8', maxBuffer: 2 ** 28 }); // prettier-ignore
      assert.equal(run.status, 0, run.stderr.slice(-2000));
      const [, placements = ''] = `${run.stdout}${run.stderr}`.split('Node placements');
      const placed = new Map<string, Set<string>>();
      let device = '';
      for (const line of placements.split('\n')) {
        device = /placed on \[(\w+)\]/u.exec(line)?.[1] ?? device;
        const kind = /VerifyEachNodeIsAssignedToAnEp\] +(\w+) \(/u.exec(line)?.[1];
        if (kind === undefined) continue;
        placed.set(device, (placed.get(device) ?? new Set()).add(kind));
      }
      const onGpu = placed.get('WebGpuExecutionProvider') ?? new Set();
      for (const kind of ['MatMulNBits', 'MatMul', 'Softmax', 'RotaryEmbedding'])
        assert.ok(onGpu.has(kind), `${kind}: ${[...onGpu].join(' ')}`);
      const onProcessor = [...(placed.get('CPUExecutionProvider') ?? [])];
      assert.deepEqual(
        onProcessor.filter((kind) => !ofShapes.has(kind)),
        [],
      );
    });
});
