/** What a machine costs, as a config may say it. */
import { z } from 'zod';

export const pricesSchema = z.strictObject({
  perHour: z.number().positive().describe('Price of the machine for an hour.'),
  currency: z.string().min(1).describe('Currency of the price, for example EUR.'),
});
export type Prices = z.infer<typeof pricesSchema>;
