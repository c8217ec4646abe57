package dev.prebuild.config.settings;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.validation.DataSizeRange;
import jakarta.validation.constraints.NotNull;

/**
 * How much of a prebuild's log is kept. What is counted is records: a line's text, with time, step
 * and stream beside it about 130 bytes more. On the disk they are compressed once they are there to
 * stay, to a tenth or less.
 *
 * @param head kept from its beginning; 1 MiB to 1 GiB, in whole MiB
 * @param tail kept from its end; likewise
 */
public record LogsSettings(
    @NotNull @DataSizeRange(min = 1, max = 1024, unit = DataSizeUnit.MEBIBYTES) DataSize head,
    @NotNull @DataSizeRange(min = 1, max = 1024, unit = DataSizeUnit.MEBIBYTES) DataSize tail) {}
