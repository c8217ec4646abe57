package dev.prebuild.snapshot.retention;

/**
 * A layer of an image, as it lies on the disk: once, however many images are made of it.
 *
 * @param id names the layer together with all that are below it
 * @param bytes that it takes
 */
public record Layer(String id, long bytes) {}
