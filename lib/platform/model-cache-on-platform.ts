import type { Field } from '../problems';
import { parseQuantity } from '../quantity';
import { type CachedModel, type ModelCacheFacts, servedBy } from './model-cache';
import { knownPool, type NodePool } from './node-pool';
import { checkOperator } from './operator-need';
import type { OperatorFacts } from './operators';

/** KServe that keeps models on nodes of several groups, and whose downloads may have an account. */
const oldestKserve = { plain: '0.17', withAccount: '0.19' };

interface CachingPlatform {
  readonly pools?: Readonly<Record<string, NodePool>>;
  readonly operators?: Readonly<Record<string, OperatorFacts>>;
  readonly modelCache?: ModelCacheFacts;
}

/** Whether the platform has what its cache speaks of, and its nodes room for their models. */
export function modelCacheOnPlatform({ pools = {}, operators, modelCache }: CachingPlatform, platform: Field): void {
  if (modelCache === undefined) return;
  const { groups, models = {} } = modelCache;
  const field = platform.at('modelCache');
  const cached = Object.entries(models);
  const accounts = cached.some(([, { account }]) => account !== undefined);
  const version = oldestKserve[accounts ? 'withAccount' : 'plain'];
  checkOperator({ operator: 'kserve', version }, 'a cache of models', { operators }, field);
  for (const [name, { pool, size }] of Object.entries(groups)) {
    const at = field.at('groups').at(name);
    knownPool(pool, pools, at.at('pool'));
    roomFor(
      cached.filter(([, model]) => model.groups.includes(name)),
      size,
      at.at('size'),
    );
  }
  for (const [index, [name, model]] of cached.entries()) {
    const at = field.at('models').at(name);
    knownGroups(model, groups, at.at('groups'));
    oneForEach(model, cached.slice(0, index), at.at('uri'));
  }
}

type Named = readonly (readonly [string, CachedModel])[];

function roomFor(models: Named, size: string, field: Field): void {
  const sum = models.reduce((all, [, model]) => all + (parseQuantity(model.size) ?? 0n), 0n);
  if (sum <= (parseQuantity(size) ?? 0n)) return;
  field.problem('model-too-large', {
    got: `${models.map(([name, model]) => `${name} of ${model.size}`).join(', ')} on each node`,
    allowed: `at most ${size} together`,
    remedy: 'give the nodes more room, or keep fewer models there',
  });
}

function knownGroups({ groups }: CachedModel, known: ModelCacheFacts['groups'], field: Field): void {
  for (const [index, group] of groups.entries()) {
    if (known[group] !== undefined) continue;
    field.at(index).problem('not-allowed', {
      got: group,
      allowed: Object.keys(known).sort().join(', ') || 'none: the cache has no groups',
      remedy: 'name a group of the cache, or add it there',
    });
  }
}

/** KServe takes the first that matches, in no order that anybody decides. */
function oneForEach({ uri }: CachedModel, before: Named, field: Field): void {
  const other = before.find(([, one]) => servedBy(one.uri, uri) || servedBy(uri, one.uri));
  if (other === undefined) return;
  field.problem('not-allowed', {
    got: uri,
    allowed: `an address that neither is ${other[1].uri} nor holds it, nor lies below`,
    remedy: `keep one of it and '${other[0]}'`,
  });
}
