/** Width and height of the pictures that the model sees. */
export const MODEL_SIZE_PX = 224
/** A picture in RGB, 8 bits a channel. */
export const PICTURE_BYTES = MODEL_SIZE_PX * MODEL_SIZE_PX * 3
