/** Element by element: arithmetic, comparisons, logic, unary functions. Uniform operands are folded on the way. */
import { backend_util } from '@tensorflow/tfjs-core';
import { type GraphBuilder, sameShape, type Value } from '../graph.ts';
import { ONNX_TYPES, type OnnxType } from '../proto.ts';
import { TraceError } from '../symbolicBackend.ts';
import type { KernelTable, TracedKernel } from './kernel.ts';

function broadcastShape(a: Value, b: Value): number[] {
  return backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
}

type Fold = (a: number, b: number) => number;
/** What is left of `a op b` when one side is a number that changes nothing. */
type Neutral = (graph: GraphBuilder, a: Value, b: Value) => Value | null;

const neverNeutral: Neutral = () => null;

function binary(op: string, fold: Fold, neutral: Neutral = neverNeutral): TracedKernel {
  return ({ graph, input }) => binaryValue(graph, op, fold, neutral, input('a'), input('b'));
}

function binaryValue(graph: GraphBuilder, op: string, fold: Fold, neutral: Neutral, a: Value, b: Value): Value {
  if (a.type !== b.type) throw new TraceError(`${op} of ${a.type} and ${b.type}: cast one of them first.`);
  const shape = broadcastShape(a, b);
  if (a.uniform !== null && b.uniform !== null) return graph.uniform(fold(a.uniform, b.uniform), a.type, shape);
  const kept = neutral(graph, a, b);
  if (kept !== null && sameShape(kept.shape, shape)) return kept;
  // A uniform operand shrinks to a scalar unless it is the one that gives the result its shape.
  const left = a.uniform !== null && sameShape(b.shape, shape) ? graph.broadcastable(a) : a;
  const right = b.uniform !== null && sameShape(a.shape, shape) ? graph.broadcastable(b) : b;
  return graph.node({ op, inputs: [left, right], type: a.type, shape });
}

const add: Neutral = (_graph, a, b) => (a.uniform === 0 ? b : b.uniform === 0 ? a : null);
const subtract: Neutral = (graph, a, b) =>
  b.uniform === 0 ? a : a.uniform === 0 ? graph.node({ op: 'Neg', inputs: [b], type: b.type, shape: b.shape }) : null;
const multiply: Neutral = (graph, a, b) => {
  if (a.uniform === 1) return b;
  if (b.uniform === 1) return a;
  if (a.uniform === 0 || b.uniform === 0) return graph.uniform(0, a.type, broadcastShape(a, b));
  return null;
};
const divide: Neutral = (_graph, a, b) => (b.uniform === 1 ? a : null);

/** TF.js divides int32 tensors with RealDiv too, and expects floats. */
const realDivide: TracedKernel = ({ graph, input }) => {
  const [a, b] = [castValue(graph, input('a'), 'float32'), castValue(graph, input('b'), 'float32')];
  return binaryValue(graph, 'Div', (x, y) => x / y, divide, a, b);
};

function comparison(op: string, fold: (a: number, b: number) => boolean): TracedKernel {
  return ({ graph, input }) => {
    const [a, b] = [input('a'), input('b')];
    const shape = broadcastShape(a, b);
    if (a.uniform !== null && b.uniform !== null) {
      return graph.uniform(fold(a.uniform, b.uniform) ? 1 : 0, 'bool', shape);
    }
    return graph.node({ op, inputs: [a, b], type: 'bool', shape });
  };
}

/** ONNX has no NotEqual. */
const notEqual: TracedKernel = ({ graph, input }) => {
  const [a, b] = [input('a'), input('b')];
  const shape = broadcastShape(a, b);
  const equal = graph.node({ op: 'Equal', inputs: [a, b], type: 'bool', shape });
  return graph.node({ op: 'Not', inputs: [equal], type: 'bool', shape });
};

function unary(op: string, fold: (x: number) => number): TracedKernel {
  return ({ graph, input }) => {
    const x = input('x');
    if (x.uniform !== null) return graph.uniform(Math.fround(fold(x.uniform)), x.type, x.shape);
    return graph.node({ op, inputs: [x], type: x.type, shape: x.shape });
  };
}

const reciprocalSquareRoot: TracedKernel = ({ graph, input }) => {
  const x = input('x');
  const root = graph.node({ op: 'Sqrt', inputs: [x], type: x.type, shape: x.shape });
  return graph.node({ op: 'Reciprocal', inputs: [root], type: x.type, shape: x.shape });
};

const square: TracedKernel = ({ graph, input }) => {
  const x = input('x');
  if (x.uniform !== null) return graph.uniform(Math.fround(x.uniform * x.uniform), x.type, x.shape);
  return graph.node({ op: 'Mul', inputs: [x, x], type: x.type, shape: x.shape });
};

const squaredDifference: TracedKernel = ({ graph, input }) => {
  const [a, b] = [input('a'), input('b')];
  const difference = binaryValue(graph, 'Sub', (x, y) => x - y, subtract, a, b);
  return graph.node({ op: 'Mul', inputs: [difference, difference], type: a.type, shape: difference.shape });
};

/** Step: alpha (0 for ReLU's gradient) where x <= 0, else 1. NaN becomes alpha, where TF.js keeps NaN. */
const step: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const alpha = attribute<number | undefined>('alpha') ?? 0;
  const positive = graph.node({ op: 'Greater', inputs: [x, graph.scalar(0, x.type)], type: 'bool', shape: x.shape });
  if (alpha === 0) return castValue(graph, positive, x.type);
  const branches = [positive, graph.scalar(1, x.type), graph.scalar(alpha, x.type)];
  return graph.node({ op: 'Where', inputs: branches, type: x.type, shape: x.shape });
};

/** Powers that occur (0.5, 2, -1) as the cheaper operators. */
const power: TracedKernel = ({ graph, input }) => {
  const [a, b] = [input('a'), input('b')];
  const shape = broadcastShape(a, b);
  if (b.uniform !== null && sameShape(a.shape, shape)) {
    if (b.uniform === 1) return a;
    if (b.uniform === 2) return graph.node({ op: 'Mul', inputs: [a, a], type: a.type, shape });
    if (b.uniform === 0.5) return graph.node({ op: 'Sqrt', inputs: [a], type: a.type, shape });
    if (b.uniform === -1) return graph.node({ op: 'Reciprocal', inputs: [a], type: a.type, shape });
  }
  return binaryValue(graph, 'Pow', (x, y) => x ** y, neverNeutral, a, b);
};

export function castValue(graph: GraphBuilder, value: Value, type: OnnxType): Value {
  if (value.type === type) return value;
  if (value.uniform !== null) {
    const number =
      type === 'bool' ? Number(value.uniform !== 0) : type === 'float32' ? value.uniform : Math.trunc(value.uniform);
    return graph.uniform(number, type, value.shape);
  }
  return graph.node({
    op: 'Cast',
    inputs: [value],
    attributes: { to: { int: ONNX_TYPES[type] } },
    type,
    shape: value.shape,
  });
}

const select: TracedKernel = ({ graph, input }) => {
  const [condition, yes, no] = [input('condition'), input('t'), input('e')];
  const shape = broadcastShape(yes, no);
  const full = sameShape(condition.shape, shape);
  const shrink = (value: Value) => (full ? graph.broadcastable(value) : value);
  return graph.node({ op: 'Where', inputs: [condition, shrink(yes), shrink(no)], type: yes.type, shape });
};

const clip: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const bounds = [attribute<number>('clipValueMin'), attribute<number>('clipValueMax')];
  const inputs = [x, ...bounds.map((bound) => graph.scalar(bound, x.type))];
  return graph.node({ op: 'Clip', inputs, type: x.type, shape: x.shape });
};

const addMany: TracedKernel = ({ graph, inputs }) => {
  const values = inputs();
  return graph.node({ op: 'Sum', inputs: values, type: values[0]!.type, shape: values[0]!.shape });
};

export const elementwiseKernels: KernelTable = {
  AddN: addMany,
  Add: binary('Add', (a, b) => a + b, add),
  Sub: binary('Sub', (a, b) => a - b, subtract),
  Multiply: binary('Mul', (a, b) => a * b, multiply),
  RealDiv: realDivide,
  Maximum: binary('Max', Math.max),
  Minimum: binary('Min', Math.min),
  Pow: power,
  SquaredDifference: squaredDifference,
  Equal: comparison('Equal', (a, b) => a === b),
  NotEqual: notEqual,
  Less: comparison('Less', (a, b) => a < b),
  LessEqual: comparison('LessOrEqual', (a, b) => a <= b),
  Greater: comparison('Greater', (a, b) => a > b),
  GreaterEqual: comparison('GreaterOrEqual', (a, b) => a >= b),
  LogicalAnd: comparison('And', (a, b) => a !== 0 && b !== 0),
  LogicalOr: comparison('Or', (a, b) => a !== 0 || b !== 0),
  LogicalNot: unary('Not', (x) => Number(x === 0)),
  Select: select,
  Cast: ({ graph, input, attribute }) => castValue(graph, input('x'), attribute<'float32' | 'int32' | 'bool'>('dtype')),
  Neg: unary('Neg', (x) => -x),
  Exp: unary('Exp', Math.exp),
  Log: unary('Log', Math.log),
  Sqrt: unary('Sqrt', Math.sqrt),
  Rsqrt: reciprocalSquareRoot,
  Reciprocal: unary('Reciprocal', (x) => 1 / x),
  Square: square,
  Abs: unary('Abs', Math.abs),
  Erf: ({ graph, input }) => {
    const x = input('x');
    return graph.node({ op: 'Erf', inputs: [x], type: x.type, shape: x.shape });
  },
  Sigmoid: unary('Sigmoid', (x) => 1 / (1 + Math.exp(-x))),
  Softplus: unary('Softplus', (x) => Math.log1p(Math.exp(x))),
  Tanh: unary('Tanh', Math.tanh),
  Relu: unary('Relu', (x) => Math.max(0, x)),
  Sign: unary('Sign', Math.sign),
  Floor: unary('Floor', Math.floor),
  Step: step,
  ClipByValue: clip,
};
