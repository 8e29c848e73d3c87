import type { TestProject } from 'vitest/node';
import type {} from '../src/provided.d.ts';
import { Site } from './site.ts';

/** Runs once before all specs: a server, whose origin they get by `inject('origin')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const site = await Site.open();
  project.provide('origin', site.origin);
  return () => site.close();
}
