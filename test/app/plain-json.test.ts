import { ApiObject, App, Chart, JsonPatch, Lazy } from 'cdk8s';
import fc from 'fast-check';
import { MlopsApp } from '../../lib';
import { isOrdinary, plainJson } from '../../lib/app/plain-json';

function objectOf(content: object, metadata?: object): ApiObject {
  const chart = new Chart(new App(), 'chart', { namespace: 'dev', labels: { chart: 'yes' } });
  return new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'Thing', metadata, ...content });
}

/** The same keys in the same order, and the same absent values. */
function text(json: unknown): string {
  return JSON.stringify(json, (_key, value) => (value === undefined ? '(undefined)' : value));
}

const key = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom('name', 'kind', '10', '9', 'resolve', 'value', 'b', 'a'),
);
const record = (value: fc.Arbitrary<unknown>) =>
  fc.dictionary(
    key.filter((name) => name !== '__proto__'),
    value,
    { maxKeys: 30, size: 'small', noNullPrototype: true },
  );
const { content } = fc.letrec<{ content: unknown }>((tie) => ({
  content: fc.oneof(
    { depthSize: 'small' },
    fc.string({ maxLength: 5 }),
    fc.constantFrom<unknown>(1, -0, true, false, null, undefined, [], {}, '', [null], { a: null }),
    fc.array(tie('content'), { maxLength: 4 }),
    record(tie('content')),
  ),
}));
const labels = fc.option(record(fc.constantFrom<unknown>('a', '', null, undefined)), { nil: undefined });
const metadata = fc.record(
  {
    name: fc.constantFrom('one', 'two'),
    namespace: fc.constantFrom('other', undefined),
    labels,
    annotations: labels,
    finalizers: fc.constantFrom(undefined, [], ['a']),
    ownerReferences: fc.constantFrom(undefined, [{ kind: 'A', apiVersion: 'v1', name: 'a', uid: '1' }]),
    generateName: fc.constantFrom(undefined, null, 'a', {}, [], { a: [], b: {} }, [{}, null]),
  },
  { requiredKeys: [] },
);

test('any plain content gives what toJson() gives: the same values, the same keys, in the same order', () => {
  fc.assert(
    fc.property(record(content), metadata, (props, meta) => {
      const { apiVersion, kind, metadata: _own, ...rest } = props;
      const object = objectOf(rest, meta);
      object.metadata.addLabel('more', 'x');
      object.metadata.add('extra', { z: [], a: 1 });
      expect(isOrdinary(object)).toBe(true);
      expect(text(plainJson(object))).toBe(text(object.toJson()));
    }),
    { numRuns: 1500 },
  );
});

class Quantity {
  constructor(readonly value: number) {}
}

test.each<[string, object]>([
  ['a Lazy', { spec: { a: Lazy.any({ produce: () => ({ b: 1 }) }) } }],
  ['a token', { spec: [{ resolve: () => 'x' }] }],
  ['a token at the top', { resolve: () => ({ apiVersion: 'v2', kind: 'Other' }) }],
  ['a union of number and text', { spec: { a: new Quantity(1) } }],
  ['a key that sets the prototype', JSON.parse('{"spec":{"__proto__":{"a":1},"b":2}}')],
])('%s is left to cdk8s', (_what, content) => {
  const object = objectOf(content);
  expect(plainJson(object)).toBeUndefined();
  expect(object.toJson()).toHaveProperty('kind');
});

test.each<[string, object]>([
  ['a date', { spec: { at: new Date(0) } }],
  ['a record without prototype', { spec: Object.create(null) }],
  ['a key that hides the constructor', { data: { constructor: 'x' } }],
])('%s is refused by cdk8s, and so by us', (_what, content) => {
  const object = objectOf(content);
  expect(plainJson(object)).toBeUndefined();
  expect(() => object.toJson()).toThrow(/Failed serializing/);
});

test('objects with patches, a toJson() or metadata of their own, or a lazy name are not ordinary', () => {
  const patched = objectOf({});
  patched.addJsonPatch(JsonPatch.add('/spec', {}));
  const own = objectOf({});
  own.toJson = () => ({ apiVersion: 'v1', kind: 'Own' });
  const described = objectOf({});
  described.metadata.toJson = () => ({ name: 'described' });
  const lazy = objectOf({}, { name: Lazy.any({ produce: () => 'late' }) });
  expect([patched, own, described, lazy].map(isOrdinary)).toEqual([false, false, false, false]);
});

test('an app with a resolver of its own, or with unsorted keys, is left to cdk8s', () => {
  const spec = { b: 1, a: { secret: true } };
  const fill = (app: MlopsApp) => {
    const chart = new Chart(app, 'chart');
    new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'object' }, spec });
    return app.finish().map(({ json }) => JSON.stringify(json.spec));
  };
  const resolving = new MlopsApp({ policies: [] });
  resolving.resolvers.unshift({ resolve: (context) => context.value.secret && context.replaceValue('hidden') });
  expect(fill(resolving)).toEqual(['{"a":"hidden","b":1}']);
  process.env.CDK8S_DISABLE_SORT = '1';
  expect(fill(new MlopsApp({ policies: [] }))).toEqual(['{"b":1,"a":{"secret":true}}']);
  delete process.env.CDK8S_DISABLE_SORT;
});
