import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runtimeLeftOut, type Target } from './packaging/target';
import { runOrThrow } from './vscode/command';
import { root } from './vscode/paths';

/** A software bill of materials (CycloneDX 1.5), as far as it is read here. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  /** Of what it is the bill. */
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
}

export interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly name: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/** What of a model's manifest a bill of materials tells. */
interface ModelFacts {
  readonly id: string;
  readonly description: string;
  readonly licence: string;
  readonly files: Readonly<Record<string, { readonly sha256: string }>>;
}

/**
 * Everything that a package of the extension brings along: npm's packages, and the models. The same
 * input gives the same bill: it tells neither when nor in which run it was made.
 *
 * @param without ids of models that are left out
 */
export async function billOfMaterials(
  target: Target,
  without: readonly string[],
): Promise<BillOfMaterials> {
  const printed = await runOrThrow('npm', ['sbom', '--sbom-format', 'cyclonedx'], { cwd: root });
  const packages = shipped(JSON.parse(printed) as BillOfMaterials, runtimeLeftOut(target));
  const folder = join(root, 'models');
  const models = await Promise.all(
    (await readdir(folder))
      .filter((name) => !without.includes(name))
      .sort()
      .map(async (name) => {
        const manifest = await readFile(join(folder, name, 'manifest.json'), 'utf8');
        return modelComponent(JSON.parse(manifest) as ModelFacts);
      }),
  );
  return { ...packages, components: [...packages.components, ...models] };
}

/**
 * A bill without what only development needs, and without a runtime and what nothing else needs. npm's
 * own `--omit dev` leaves out as well what development needs too.
 */
function shipped(bom: BillOfMaterials, runtime: string): BillOfMaterials {
  const needed = neededWithout(bom, runtime);
  const left = bom.components.filter(
    (component) =>
      !needed.has(component['bom-ref']) ||
      component.properties?.some(({ name }) => name === 'cdx:npm:package:development'),
  );
  const refs = new Set(left.map((component) => component['bom-ref']));
  const dependencies = bom.dependencies
    .filter(({ ref }) => !refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({
      ref,
      dependsOn: dependsOn.filter((to) => !refs.has(to)),
    }));
  const components = bom.components.filter((component) => !left.includes(component));
  const passing = new Set(['serialNumber', 'timestamp']);
  const text = JSON.stringify({ ...bom, components, dependencies }, (key, value: unknown) =>
    passing.has(key) ? undefined : value,
  );
  return JSON.parse(text) as BillOfMaterials;
}

/** What is reached from the package by its dependencies, those of the runtime left aside. */
function neededWithout(bom: BillOfMaterials, runtime: string): ReadonlySet<string> {
  const left = bom.components.find(({ name }) => name === runtime)?.['bom-ref'];
  const reached = new Set([bom.metadata.component['bom-ref']]);
  for (const ref of reached) {
    const to = bom.dependencies.find((one) => one.ref === ref)?.dependsOn ?? [];
    for (const one of to) if (one !== left) reached.add(one);
  }
  return reached;
}

function modelComponent({ id, description, licence, files }: ModelFacts): Component {
  const parts = Object.entries(files).map(([name, { sha256 }]) => ({
    type: 'file',
    name,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  }));
  const licenses = [{ license: { id: licence } }];
  const model: Component = { type: 'machine-learning-model', 'bom-ref': `model:${id}`, name: id };
  return Object.assign(model, { description, licenses, components: parts });
}
