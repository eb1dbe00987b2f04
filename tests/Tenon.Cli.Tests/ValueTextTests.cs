using Tenon.Cli.Inspection;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Cli.Tests;

/// <summary>Bounds are shown as their logical types mean them.</summary>
public sealed class ValueTextTests
{
    [Theory]
    [InlineData("01", "true")]
    [InlineData("00", "false")]
    public void Booleans(string hex, string text) => Shows(LeafType.Boolean, hex, text);

    [Theory]
    [InlineData(8, true, "ffffffff", "-1")]
    [InlineData(32, false, "ffffffff", "4294967295")]
    [InlineData(64, true, "ffffffffffffffff", "-1")]
    [InlineData(64, false, "ffffffffffffffff", "18446744073709551615")]
    public void Integers(int width, bool isSigned, string hex, string text) => Shows(LeafType.Integer(width, isSigned), hex, text);

    [Theory]
    [InlineData("0000c03f", "1.5")]
    [InlineData("00000080", "-0")]
    [InlineData("0000c07f", "NaN")]
    public void Floats(string hex, string text) => Shows(LeafType.Float, hex, text);

    [Fact]
    public void Halves() => Shows(LeafType.Float16, "003e", "1.5");

    [Theory]
    [InlineData("00000000", "1970-01-01")]
    [InlineData("ffffffff", "1969-12-31")]
    [InlineData("8c4f0000", "2025-10-03")]
    [InlineData("ffffff7f", "2147483647 days")]
    public void Dates(string hex, string text) => Shows(LeafType.Date, hex, text);

    [Theory]
    [InlineData(TimeUnit.Millis, "00e40b5402000000", "1970-04-26T17:46:40.000Z")]
    [InlineData(TimeUnit.Micros, "ffffffffffffffff", "1969-12-31T23:59:59.999999Z")]
    [InlineData(TimeUnit.Nanos, "0100000000000000", "1970-01-01T00:00:00.000000001Z")]
    [InlineData(TimeUnit.Millis, "ffffffffffffff7f", "9223372036854775807")]
    public void Timestamps(TimeUnit unit, string hex, string text) => Shows(LeafType.Timestamp(unit), hex, text);

    [Fact]
    public void Timestamps_of_no_zone_have_no_zone() => Shows(LeafType.Timestamp(TimeUnit.Millis, isAdjustedToUtc: false), "0000000000000000", "1970-01-01T00:00:00.000");

    [Theory]
    [InlineData(TimeUnit.Micros, "40420f0000000000", "00:00:01.000000")]
    [InlineData(TimeUnit.Micros, "ffffffffffffffff", "-1")]
    public void Times(TimeUnit unit, string hex, string text) => Shows(LeafType.Time(unit), hex, text);

    [Theory]
    [InlineData(9, 2, "85ffffff", "-1.23")]
    [InlineData(9, 2, "05000000", "0.05")]
    [InlineData(9, 0, "05000000", "5")]
    public void Decimals(int precision, int scale, string hex, string text) => Shows(LeafType.Decimal(precision, scale), hex, text);

    [Fact]
    public void Decimals_in_bytes_are_big_endian() => Shows(LeafType.DecimalBytes(20, 3), "ff85", "-0.123");

    [Theory]
    [InlineData("6162", "\"ab\"")]
    [InlineData("", "\"\"")]
    [InlineData("610a22", "\"a\\u000a\\\"\"")]
    [InlineData("61e2", "0x61e2")]
    public void Texts(string hex, string text) => Shows(LeafType.String, hex, text);

    [Fact]
    public void Long_texts_are_cut() => Assert.Equal('"' + new string('a', 60) + "\"...", ValueText.Of([.. Enumerable.Repeat((byte)'a', 100)], Column(LeafType.String)));

    [Fact]
    public void Bytes_uuids_and_old_timestamps()
    {
        Shows(LeafType.Bytes, "00ff", "0x00ff");
        Shows(LeafType.Uuid, "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff");
        Shows(LeafType.Int96, "00000000000000008c3d2500", "1970-01-01T00:00:00.000000000");
    }

    [Fact]
    public void F43_A_bound_of_the_wrong_length_is_shown_as_it_is() => Shows(LeafType.Int32, "0102", "0x0102");

    [Fact]
    public void No_bound_is_no_text() => Assert.Null(ValueText.Of(null, Column(LeafType.Int32)));

    private static void Shows(LeafType type, string hex, string text) => Assert.Equal(text, ValueText.Of(Convert.FromHexString(hex), Column(type)));

    private static ColumnDescriptor Column(LeafType type) => new ParquetSchema(
    [
        new SchemaElement { Name = "root", ChildCount = 1 },
        new SchemaElement
        {
            Name = "c",
            Type = type.Physical,
            TypeLength = type.Length,
            Repetition = Repetition.Required,
            LogicalType = type.Logical,
            ConvertedType = type.Converted,
        },
    ]).Columns[0];
}
