import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onnxModel, smoothingModel } from '@specola/test-kit';
import fc from 'fast-check';
import { NotOnnxError, readOnnxHeader } from './onnx-header.ts';

const SMALL = { kernel: [0.25, 0.5, 0.25], sides: [1, 1, 3] as const, level: 0.5, gain: 3 };

test('the head of a model tells its operators, and its tensors without the weights', () => {
  const { inputs, outputs, opset, irVersion, nodes } = readOnnxHeader(
    smoothingModel({ ...SMALL, dims: ['d', 24, 40] }),
  );
  assert.deepEqual([opset, irVersion, nodes], [17, 8, 3]);
  assert.deepEqual(inputs, [{ name: 'image', dims: [1, 1, null, 24, 40], elementType: 1 }]);
  assert.deepEqual(outputs, [{ name: 'classes', dims: [1, 2, null, 24, 40], elementType: 1 }]);
});

test('what is no model, and a model without its weights, is refused with the reason', () => {
  const refusal = (bytes: Uint8Array) => {
    try {
      readOnnxHeader(bytes);
    } catch (thrown) {
      assert.ok(thrown instanceof NotOnnxError);
      return thrown.what;
    }
    return 'read';
  };
  const text = (words: string) => new TextEncoder().encode(words);
  assert.match(refusal(new Uint8Array(0)), /no graph/);
  assert.match(
    refusal(text('This is a letter, not a network, whatever its name says.')),
    /no protocol buffer|in the middle/,
  );
  assert.match(refusal(Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0])), /no protocol buffer|in the middle/);
  assert.match(
    refusal(
      onnxModel({
        nodes: [{ op: 'Relu', inputs: ['a'], outputs: ['b'] }],
        weights: { far: { dims: [1], values: [1] } },
        input: { name: 'a', dims: [1] },
        output: { name: 'b', dims: [1] },
        weightsElsewhere: true,
      }),
    ),
    /second file/,
  );
});

test('a model that was cut or scrambled is read or refused, never anything else', () => {
  const whole = smoothingModel(SMALL);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
      const broken = whole.slice(0, length);
      if (at < length) broken[at] = byte;
      try {
        readOnnxHeader(broken);
      } catch (thrown) {
        assert.ok(thrown instanceof NotOnnxError, String(thrown));
      }
    }),
    { seed: 11, numRuns: 2000 },
  );
});
