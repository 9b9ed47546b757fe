// node validate.mjs FILE: FILE is a list of {source, object}. Each object is held against its schema, which says what is
// missing or of a wrong kind, and, as a literal, against its TypeScript interface, which says what is not known at all.
// Prints a line for each fault.
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

const packages = {
  'keda.sh': '@kubernetes-models/keda/',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/',
  'cert-manager.io': '@kubernetes-models/cert-manager/',
  'external-secrets.io': '@kubernetes-models/external-secrets/',
};

const all = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const faults = new Set();
const lines = [];
const sources = [];
for (const { source, object } of all) {
  const { apiVersion, kind } = object;
  // Kustomize breaks long values into lines, which Kubernetes reads past.
  for (const key in kind === 'Secret' ? object.data : {}) object.data[key] = object.data[key].replaceAll('\n', '');
  const module = `${packages[apiVersion.split('/')[0]] ?? 'kubernetes-models/'}${apiVersion}/${kind}`;
  const name = `${source}: ${kind} ${object.metadata?.name}`;
  try {
    new (await import(module))[kind](object).validate();
  } catch (e) {
    faults.add(`${name}: ${e.message}`);
    if (e.code === 'ERR_MODULE_NOT_FOUND') continue;
  }
  lines.push(`export const x${lines.length}: import('${module}').I${kind} = ${JSON.stringify(object)};`);
  sources.push(name);
}

writeFileSync('literals.ts', lines.join('\n'));
const program = ts.createProgram(['literals.ts'], { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler });
for (const fault of ts.getPreEmitDiagnostics(program)) {
  const line = fault.file?.fileName.endsWith('literals.ts') ? fault.file.getLineAndCharacterOfPosition(fault.start).line : -1;
  faults.add(`${sources[line] ?? 'typescript'}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`);
}
for (const fault of faults) console.log(fault);
console.log(`${sources.length} objects of ${new Set(all.map(each => each.source)).size} renderings were checked`);
