import { seconds } from '../duration';
import type { Field } from '../problems';
import type { AsyncSpec } from './async-inference-spec';

/** Whether every message comes to its end: answered in time, or among the dead letters. */
export function deliveryOnQueue({ props, deadLetters, longestAnswer, graceSeconds }: AsyncSpec, field: Field): void {
  const { queue, answers, grace, scale } = props;
  notRound(deadLetters, queue.name, 'its dead letters', field.at('deadLetters'));
  if (answers !== undefined) {
    notRound(answers, queue.name, 'its answers', field.at('answers'));
    notRound(answers, deadLetters, 'answers beside its dead letters', field.at('answers'));
  }
  if (graceSeconds < seconds(longestAnswer))
    cutShort(`${grace}, after which a worker ends`, `at least ${longestAnswer}`, field.at('grace'));
  if (queue.visibility !== undefined && seconds(queue.visibility) <= seconds(longestAnswer)) {
    const got = `${queue.visibility}, after which another worker gets the message`;
    cutShort(got, `longer than ${longestAnswer}`, field.at('queue').at('visibility'));
  }
  if (queue.mostWorkers !== undefined && scale.max > queue.mostWorkers) {
    field
      .at('scale')
      .at('max')
      .problem('out-of-range', {
        got: scale.max,
        allowed: `at most ${queue.mostWorkers}, the partitions of '${queue.name}'`,
        remedy: 'lower it, or give the topic more partitions: the other workers would have nothing to do',
      });
  }
}

function notRound(name: string, other: string, what: string, field: Field): void {
  if (name !== other) return;
  field.problem('queue-loop', {
    got: `'${other}' for ${what} too`,
    allowed: 'a queue of its own',
    remedy: 'name another queue: its messages would come back for ever',
  });
}

function cutShort(got: string, allowed: string, field: Field): void {
  field.problem('answer-cut-short', {
    got,
    allowed: `${allowed}, the longest answer`,
    remedy: 'raise it, or lower longestAnswer to what an answer really takes',
  });
}
