package dev.mayfly.functions.code;

import dev.mayfly.base.Sha256;

/**
 * A deployment package that was accepted.
 *
 * @param sha256 of the zip, in hex
 * @param size of the zip in bytes, as CodeSize shows it
 * @param unzippedSize in bytes
 */
public record PackageInfo(String sha256, long size, long unzippedSize) {

    public Sha256 digest() {
        return new Sha256(sha256);
    }
}
