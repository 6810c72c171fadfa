/**
 * The part of ONNX's protobuf schema that our graphs use, with the field numbers of onnx.proto3 (IR version 10), and
 * the encoder for it.
 */
import protobuf from 'protobufjs';

const schema = protobuf.Root.fromJSON({
  nested: {
    onnx: {
      nested: {
        AttributeProto: {
          fields: {
            name: { type: 'string', id: 1 },
            f: { type: 'float', id: 2 },
            i: { type: 'int64', id: 3 },
            s: { type: 'bytes', id: 4 },
            floats: { rule: 'repeated', type: 'float', id: 7 },
            ints: { rule: 'repeated', type: 'int64', id: 8 },
            type: { type: 'int32', id: 20 },
          },
        },
        NodeProto: {
          fields: {
            input: { rule: 'repeated', type: 'string', id: 1 },
            output: { rule: 'repeated', type: 'string', id: 2 },
            name: { type: 'string', id: 3 },
            opType: { type: 'string', id: 4 },
            attribute: { rule: 'repeated', type: 'AttributeProto', id: 5 },
            domain: { type: 'string', id: 7 },
          },
        },
        TensorProto: {
          fields: {
            dims: { rule: 'repeated', type: 'int64', id: 1 },
            dataType: { type: 'int32', id: 2 },
            name: { type: 'string', id: 8 },
            rawData: { type: 'bytes', id: 9 },
          },
        },
        Dimension: { fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } } },
        TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
        TensorTypeProto: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShapeProto', id: 2 } } },
        TypeProto: { fields: { tensorType: { type: 'TensorTypeProto', id: 1 } } },
        ValueInfoProto: { fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeProto', id: 2 } } },
        GraphProto: {
          fields: {
            node: { rule: 'repeated', type: 'NodeProto', id: 1 },
            name: { type: 'string', id: 2 },
            initializer: { rule: 'repeated', type: 'TensorProto', id: 5 },
            docString: { type: 'string', id: 10 },
            input: { rule: 'repeated', type: 'ValueInfoProto', id: 11 },
            output: { rule: 'repeated', type: 'ValueInfoProto', id: 12 },
          },
        },
        OperatorSetIdProto: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
        StringStringEntryProto: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
        ModelProto: {
          fields: {
            irVersion: { type: 'int64', id: 1 },
            producerName: { type: 'string', id: 2 },
            graph: { type: 'GraphProto', id: 7 },
            opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 8 },
            metadataProps: { rule: 'repeated', type: 'StringStringEntryProto', id: 14 },
          },
        },
      },
    },
  },
});

const modelType = schema.lookupType('onnx.ModelProto');

/** Values of TensorProto.DataType. */
export const ONNX_TYPES = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
export type OnnxType = keyof typeof ONNX_TYPES;

export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

export interface NodeMessage {
  readonly opType: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface TensorMessage {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface ValueMessage {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

export interface ModelMessage {
  readonly graphName: string;
  readonly nodes: readonly NodeMessage[];
  readonly initializers: readonly TensorMessage[];
  readonly inputs: readonly ValueMessage[];
  readonly outputs: readonly ValueMessage[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Opset 18 is the first with ScatterND's `add`; IR version 10 goes with it in every runtime since 2024. */
const OPSET = 18;
const IR_VERSION = 10;

function attributeMessage(name: string, value: AttributeValue): object {
  if ('int' in value) return { name, type: 2, i: value.int };
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('ints' in value) return { name, type: 7, ints: value.ints };
  return { name, type: 3, s: Buffer.from(value.string) };
}

function valueMessage(value: ValueMessage): object {
  const dim = value.shape.map((size) => ({ dimValue: size }));
  return { name: value.name, type: { tensorType: { elemType: ONNX_TYPES[value.type], shape: { dim } } } };
}

/** Serialises a model. Tensors' bytes are little-endian, as on every machine that Node runs on. */
export function encodeModel(model: ModelMessage): Uint8Array {
  return modelType
    .encode({
      irVersion: IR_VERSION,
      producerName: 'seqbench',
      opsetImport: [
        { domain: '', version: OPSET },
        { domain: 'com.microsoft', version: 1 },
      ],
      metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
      graph: {
        name: model.graphName,
        node: model.nodes.map((node, index) => ({
          name: `${node.opType}_${index}`,
          opType: node.opType,
          domain: node.domain,
          input: node.input,
          output: node.output,
          attribute: Object.entries(node.attributes).map(([name, value]) => attributeMessage(name, value)),
        })),
        initializer: model.initializers.map((tensor) => ({
          name: tensor.name,
          dims: tensor.shape,
          dataType: ONNX_TYPES[tensor.type],
          rawData: tensor.bytes,
        })),
        input: model.inputs.map(valueMessage),
        output: model.outputs.map(valueMessage),
      },
    })
    .finish();
}
