import type { RequestPlan } from '../connection/request-plan.js';
import type { CommandFactory } from './command-context.js';

/** Sends one request and waits for the end of its answer. */
export const request: CommandFactory<RequestPlan> = ({ connection }, plan) => connection.exchange(plan);
