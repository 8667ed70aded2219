const secretWords = new Set(['PASSWORD', 'PASSWD', 'PASSPHRASE', 'SECRET', 'TOKEN', 'CREDENTIAL', 'CREDENTIALS']);
const secretKeys = new Set(['API', 'ACCESS', 'PRIVATE', 'SECRET', 'ENCRYPTION']);
/** A variable that ends so holds a place or a name, not the secret itself. */
const places = new Set(['FILE', 'PATH', 'DIR', 'NAME', 'URL', 'ID']);

/** Whether a variable of this name is likely to hold a secret. */
export function secretLike(name: string): boolean {
  const words = name.toUpperCase().split(/[_.-]/);
  if (places.has(words.at(-1) ?? '')) return false;
  return words.some(
    (word, index) =>
      secretWords.has(word) || word === 'APIKEY' || (word === 'KEY' && secretKeys.has(words[index - 1] ?? '')),
  );
}

const secretPatterns = [
  /AKIA[0-9A-Z]{16}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
];

/** Whether a text has the form of a well-known kind of secret. */
export function secretText(text: string): boolean {
  return secretPatterns.some((pattern) => pattern.test(text));
}
