// The model: MobileNetV2 as the package nsfwjs carries it, on TensorFlow.js compiled to WebAssembly. The package's own
// loader decodes the weights character by character, which takes seconds; a Buffer does it at once.
//
// The package manager knows TensorFlow.js's converter under the name `@tensorflow/tfjs`, which nsfwjs asks for: the
// whole of it would be 200 MB more, and of it only this loader is used.
import { loadGraphModel } from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { dispose, io, ready, setBackend, tensor4d } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { MobileNetV2MidModel } from 'nsfwjs/models/mobilenet_v2_mid'
import { MODEL_SIZE_PX, PICTURE_BYTES } from './picture.ts'

/** The package's own types do not resolve under Node's rules for modules. */
interface ModelFile {
  format: string
  modelTopology: object
  weightsManifest: { weights: io.WeightsManifestEntry[] }[]
}

interface PackagedModel {
  modelJson(): Promise<{ default: ModelFile }>
  /** Each gives a piece of the weights in base64. */
  weightBundles: (() => Promise<{ default: string }>)[]
}

export interface Model {
  /** How likely each class is for one picture of `PICTURE_BYTES`, in the order of `MODEL_CLASSES`. */
  classify(picture: Uint8Array): Promise<number[]>
}

export async function loadModel(): Promise<Model> {
  await setBackend('wasm')
  await ready()
  const packaged = MobileNetV2MidModel as PackagedModel
  const file = (await packaged.modelJson()).default
  const shards = await Promise.all(packaged.weightBundles.map(async (load) => (await load()).default))
  const weights = Buffer.concat(shards.map((shard) => Buffer.from(shard, 'base64')))
  const artifacts: io.ModelArtifacts = {
    format: file.format,
    modelTopology: file.modelTopology,
    weightSpecs: file.weightsManifest.flatMap((group) => group.weights),
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length),
  }
  const graph = await loadGraphModel(io.fromMemory(artifacts))
  const values = new Float32Array(PICTURE_BYTES)
  return {
    async classify(picture) {
      for (let index = 0; index < PICTURE_BYTES; index++) values[index] = picture[index]! / 255
      const input = tensor4d(values, [1, MODEL_SIZE_PX, MODEL_SIZE_PX, 3])
      const output = graph.predict(input) as Tensor
      try {
        return Array.from(await output.data())
      } finally {
        dispose([input, output])
      }
    },
  }
}
