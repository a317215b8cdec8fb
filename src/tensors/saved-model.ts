import { bytesField, entryField, integerField, messageField, packedField, textField } from './protobuf.ts';

/*
 * The numbers of the fields below are those of TensorFlow 2.21: `tensorflow/core/protobuf/saved_model.proto` and
 * `meta_graph.proto`, and `graph.proto`, `node_def.proto`, `attr_value.proto`, `tensor.proto`, `tensor_shape.proto`,
 * `types.proto` and `versions.proto` in `tensorflow/core/framework`.
 */

/** Types of values in a graph (`DataType`). */
const GRAPH_TYPES = { float32: 1, int32: 3, uint8: 4 } as const;

type GraphType = keyof typeof GRAPH_TYPES;

/** A node of a graph: an operation under a name of its own. */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  /** Names of the nodes whose first outputs it takes; with `^` before the name, of one that only has to be done before. */
  readonly inputs: readonly string[];
  /** As the functions below make them. What is not given has the operation's default. */
  readonly attributes: readonly Uint8Array[];
}

/** The tag of the one graph in a SavedModel. */
export const SERVING_TAG = 'serve';

/** `TF_GRAPH_DEF_VERSION` in `tensorflow/core/public/version.h`: how TensorFlow is to understand the nodes. */
const PRODUCER_VERSION = 2474;

/** `TensorShapeProto`; -1 stands for any size. */
const shapeOf = (sizes: readonly number[]): Uint8Array[] =>
  sizes.map((size) => messageField(2, [integerField(1, size)]));

/** `NodeDef.attr`: a map from names to `AttrValue`. */
const attribute = (name: string, value: Uint8Array): Uint8Array => entryField(5, name, [value]);

/** An attribute that is a type of values. */
export const typeAttribute = (name: string, type: GraphType): Uint8Array =>
  attribute(name, integerField(6, GRAPH_TYPES[type]));

/** An attribute that is a string. */
export const textAttribute = (name: string, text: string): Uint8Array => attribute(name, textField(2, text));

/** An attribute that is a list of integers. */
export const intsAttribute = (name: string, values: readonly number[]): Uint8Array =>
  attribute(name, messageField(1, [packedField(3, values)]));

/** An attribute that is a shape; -1 stands for any size. */
export const shapeAttribute = (name: string, sizes: readonly number[]): Uint8Array =>
  attribute(name, messageField(7, shapeOf(sizes)));

/** A node that gives `values` in this shape. */
export const constant = (
  name: string,
  values: Float32Array | Int32Array,
  shape: readonly number[],
): GraphNode => {
  const type = values instanceof Float32Array ? 'float32' : 'int32';
  const tensor = [
    integerField(1, GRAPH_TYPES[type]),
    messageField(2, shapeOf(shape)),
    bytesField(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ];
  return {
    name,
    operation: 'Const',
    inputs: [],
    attributes: [typeAttribute('dtype', type), attribute('value', messageField(8, tensor))],
  };
};

/** `GraphDef.node`. */
const encodeNode = ({ name, operation, inputs, attributes }: GraphNode): Uint8Array =>
  messageField(1, [
    textField(1, name),
    textField(2, operation),
    ...inputs.map((input) => textField(3, input)),
    ...attributes,
  ]);

/**
 * The content of the file `saved_model.pb`: one graph without signatures and a checkpoint; its nodes are given values and asked
 * for theirs by their names.
 */
export const encodeSavedModel = (nodes: readonly GraphNode[]): Uint8Array => {
  const info = messageField(1, [textField(4, SERVING_TAG)]);
  const versions = messageField(4, [integerField(1, PRODUCER_VERSION)]);
  const graph = messageField(2, [...nodes.map(encodeNode), versions]);
  return Buffer.concat([integerField(1, 1), messageField(2, [info, graph])]);
};
