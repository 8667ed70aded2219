/** Words of PromQL that stand where the name of a series or label could. Names of functions have a parenthesis behind them. */
const words = new Set([
  ...['and', 'or', 'unless', 'atan2', 'bool', 'offset', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right'],
  ...['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'count_values', 'quantile'],
  ...['limitk', 'limit_ratio', 'inf', 'nan', 'start', 'end'],
]);

/** Texts in double quotes, names with what follows, numbers and durations. */
const token = /("(?:[^"\\\n]|\\.)*")|(?<![\w.])(?:(:?[A-Za-z_][\w:]*)(\s*\()?|(?<![eE][-+])[\d.][\w.]*)/g;

const number = /^\d+(\.\d+)?$/;
const duration = /^\d+(ms|[smhdwy])$/;

/** What could hold such a token without being one: other quotes, and comments. */
const opaque = /['`#]/;

/** How a query is built: with its names, texts and numbers taken out, so that queries which differ in nothing else are one. */
export interface QueryShape {
  /** PromQL again, with `x`, `x:x`, `""`, `0` and `1s` in their places. */
  readonly text: string;
  /** The place in the query of a place in the text. */
  place(at: number): number;
}

export function queryShape(query: string): QueryShape {
  if (opaque.test(query)) return { text: query, place: (at) => at };
  const ends: number[] = [];
  const shifts: number[] = [];
  let shift = 0;
  const text = query.replace(token, (found: string, quoted?: string, name?: string, call?: string, at = 0) => {
    const stand = standIn(found, quoted, name, call);
    if (stand === found) return found;
    ends.push(at - shift + stand.length);
    shift += found.length - stand.length;
    shifts.push(shift);
    return stand;
  });
  return { text, place: (at) => at + (shifts[ends.findLastIndex((end) => end <= at)] ?? 0) };
}

function standIn(found: string, quoted?: string, name?: string, call?: string): string {
  if (quoted !== undefined) return '""';
  if (name === undefined) return number.test(found) ? '0' : duration.test(found) ? '1s' : found;
  if (call !== undefined || words.has(name.toLowerCase())) return found;
  return name.includes(':') ? recorded(name) : 'x';
}

/** Names of recording rules, which no label may have. */
function recorded(name: string): string {
  return name.startsWith(':') ? ':x' : 'x:x';
}
