/** Puts a run's prices into a record, whatever was known of them when its case ran: prices change, measurements do not. */
import type { Prices } from '../config/prices.ts';
import type { RunRecord } from './record.ts';

const SECONDS_PER_HOUR = 3600;
const REQUESTS = 1e6;

export function moneyPerMillionRequests(prices: Prices | null, usersPerSecond: number | null): number | null {
  if (prices === null || usersPerSecond === null || usersPerSecond === 0) return null;
  return (prices.perHour / SECONDS_PER_HOUR / usersPerSecond) * REQUESTS;
}

export function withPrices(record: RunRecord, prices: Prices | null): RunRecord {
  if (record.status === 'failed') return { ...record, prices };
  const money = moneyPerMillionRequests(prices, record.costs.usersPerSecond);
  return { ...record, prices, costs: { ...record.costs, moneyPerMillionRequests: money } };
}
