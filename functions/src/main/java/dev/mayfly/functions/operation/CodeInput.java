package dev.mayfly.functions.operation;

import dev.mayfly.functions.Refused;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** The bytes of a deployment package, from wherever the caller says they are. */
final class CodeInput {

    /** The longest request that carries a package, in bytes: what base64 makes of 50 MB, and room for the rest. */
    static final long LONGEST_REQUEST = 70_167_211;

    private CodeInput() {}

    static byte[] zip(@Nullable SdkBytes zipFile, @Nullable String s3Bucket, @Nullable String s3Key) {
        if (zipFile != null && (s3Bucket != null || s3Key != null)) {
            throw Refused.invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.");
        }
        if (zipFile != null) {
            return zipFile.asByteArrayUnsafe();
        }
        if (s3Bucket != null) {
            throw Refused.invalid("Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The"
                    + " specified bucket does not exist. (This server has no S3 yet: send the package as ZipFile.)");
        }
        throw Refused.invalid("Please provide a source for function code.");
    }
}
