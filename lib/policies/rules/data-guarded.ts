import type { Policy } from '../policy';

export const dataGuarded: Policy = {
  name: 'data-guarded',
  why: 'a sync that prunes or deletes a claim or a namespace takes the data with it',
  check: ({ json }, { guarded }) => {
    const options = (json.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '')
      .split(',')
      .map((option) => option.trim());
    const missing = ['Prune', 'Delete'].filter(
      (option) => !options.includes(`${option}=false`) && !options.includes(`${option}=confirm`),
    );
    if (!guarded || missing.length === 0) return [];
    return [
      {
        got: `sync options without ${missing.join(' and ')}=false`,
        allowed: 'Delete=false,Prune=false',
        remedy: 'annotate it with argocd.argoproj.io/sync-options',
      },
    ];
  },
};
