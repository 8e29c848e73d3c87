import type { Chapter } from './fact.ts';
import { givingUp } from './giving-up.ts';
import { options } from './options.ts';
import { progress } from './progress.ts';
import { whatComes } from './what-comes.ts';
import { whatFails } from './what-fails.ts';
import { whatIsSent } from './what-is-sent.ts';

export const chapters: readonly Chapter[] = [whatIsSent, whatComes, whatFails, progress, givingUp, options];
