// The models of a checkout of tlaplus/Examples, as its manifests list them.
import fs from 'node:fs';
import path from 'node:path';

/** What a manifest calls small: it runs for so many seconds at most. */
export const smallSeconds = 30;

/**
 * All models that are meant for TLC, by name: {name, module, config, mode, traceCount, features, result, distinct, generated, depth, seconds, needs}. Paths are relative
 * to the checkout; what a manifest does not say is undefined.
 */
export function readModels(checkout) {
  const models = [];
  for (const folder of fs.readdirSync(path.join(checkout, 'specifications')).sort()) {
    const manifest = path.join(checkout, 'specifications', folder, 'manifest.json');
    if (!fs.existsSync(manifest)) continue;
    for (const module of JSON.parse(fs.readFileSync(manifest, 'utf8')).modules) {
      for (const model of module.models) {
        if (model.mode === 'symbolic') continue;
        const simulate = typeof model.mode === 'object' ? model.mode.simulate : undefined;
        models.push({
          name: model.path.replace(/^specifications\//, '').replace(/\.cfg$/, ''),
          module: module.path,
          config: model.path,
          mode: simulate ? 'simulate' : model.mode === 'generate' ? 'generate' : 'search',
          traceCount: simulate?.traceCount,
          features: module.features,
          result: model.result,
          distinct: model.distinctStates,
          generated: model.totalStates,
          depth: model.stateDepth,
          seconds: secondsOf(model.runtime),
          needs: modulesNeeded(checkout, module.path),
        });
      }
    }
  }

  return models;
}

function secondsOf(time) {
  return time === 'unknown' ? Infinity : time.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}

const standard = new Set(['Naturals', 'Integers', 'Reals', 'Sequences', 'FiniteSets', 'Bags', 'TLC', 'RealTime']);

/** The modules that a module extends or instantiates, itself or through others, which are neither beside it nor standard ones; sorted. */
export function modulesNeeded(checkout, modulePath) {
  const folder = path.dirname(path.join(checkout, modulePath));
  const needed = new Set();
  const seen = new Set();
  const queue = [path.basename(modulePath, '.tla')];
  while (queue.length > 0) {
    const name = queue.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    const file = path.join(folder, `${name}.tla`);
    if (!fs.existsSync(file)) {
      if (!standard.has(name)) needed.add(name);
      continue;
    }

    const text = withoutComments(fs.readFileSync(file, 'utf8'));
    const inner = new Set([...text.matchAll(/-{4,}\s*MODULE\s+(\w+)/g)].map(match => match[1]));
    for (const [, names] of text.matchAll(/\bEXTENDS\s+(\w+(?:\s*,\s*\w+)*)/g)) queue.push(...names.split(',').map(each => each.trim()).filter(each => !inner.has(each)));
    for (const [, each] of text.matchAll(/\bINSTANCE\s+(\w+)/g)) {
      if (!inner.has(each)) queue.push(each);
    }
  }

  return [...needed].sort();
}

function withoutComments(text) {
  let result = '';
  for (let depth = 0, i = 0; i < text.length; i++) {
    if (text.startsWith('(*', i)) { depth++; i++; }
    else if (depth > 0 && text.startsWith('*)', i)) { depth--; i++; }
    else if (depth === 0 && text.startsWith('\\*', i)) i = Math.max(i, text.indexOf('\n', i) - 1);
    else if (depth === 0) result += text[i];
  }

  return result;
}
