package dev.prebuild.snapshot.host;

import dev.prebuild.snapshot.source.SourceTree;
import java.nio.file.Path;

/**
 * Sources that were fetched.
 *
 * @param checkout folder of the host that holds them
 * @param tree the same, for reading single files
 * @param commit that was checked out, as 40 or 64 hexadecimal digits
 */
public record Sources(Path checkout, SourceTree tree, String commit) {}
