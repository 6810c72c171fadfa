export * from '../src/tensors/npy.ts';
