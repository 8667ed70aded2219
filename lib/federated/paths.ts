/** Where the pods of a federation find what is theirs; a path is part of what decides a run, so none may change. */
export const programPath = '/federation/program';
export const authorityPath = '/federation/authority';
export const certificatePath = '/federation/certificate';
export const keyPath = '/federation/key';
export const scratchPath = '/federation/scratch';
