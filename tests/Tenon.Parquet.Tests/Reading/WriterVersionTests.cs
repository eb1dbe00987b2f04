using Tenon.Parquet.Reading;

namespace Tenon.Parquet.Tests.Reading;

public sealed class WriterVersionTests
{
    [Theory]
    [InlineData("parquet-mr", true)]
    [InlineData("parquet-mr version 1.2.8 (build abc)", true)]
    [InlineData("parquet-mr version 1.2.9 (build abc)", false)]
    [InlineData("parquet-mr version 1.12.0-SNAPSHOT (build abc)", false)]
    [InlineData("impala version 1.0.0", false)]
    [InlineData("parquet-cpp-arrow version 1.0.0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_early_parquet_java_forgets_the_dictionary_header(string? createdBy, bool expected) =>
        Assert.Equal(expected, WriterVersion.ForgetsDictionaryHeader(createdBy));
}
