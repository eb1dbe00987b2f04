using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Tests.Thrift;

public sealed class CompactReaderTests
{
    [Theory]
    [InlineData(new byte[] { 0x00 }, 0)]
    [InlineData(new byte[] { 0x01 }, -1)]
    [InlineData(new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0x0F }, int.MaxValue)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, long.MinValue)]
    public void Integers_are_zigzag_varints(byte[] encoded, long expected)
    {
        var reader = new CompactReader(encoded, 0);
        Assert.Equal(expected, reader.ReadInt64(CompactType.Int64));
        Assert.Equal(encoded.Length, reader.Position);
    }

    [Fact]
    public void Fields_of_every_type_are_passed_over_and_the_known_one_behind_them_is_read()
    {
        byte[] encoded =
        [
            0x11, // 1: true
            0x12, // 2: false
            0x13, 0x7F, // 3: i8
            0x14, 0x02, // 4: i16
            0x17, 1, 2, 3, 4, 5, 6, 7, 8, // 5: double
            0x18, 0x02, 0x61, 0x62, // 6: binary
            0x19, 0x21, 0x01, 0x02, // 7: list of two booleans
            0x1A, 0x25, 0x02, 0x04, // 8: set of two i32
            0x1B, 0x02, 0x85, 0x01, 0x61, 0x08, 0x01, 0x62, 0x0A, // 9: map of two binary to i32
            0x1B, 0x00, // 10: an empty map has no types
            0x1C, 0x15, 0x02, 0x00, // 11: struct
            0x1D, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, // 12: uuid
            0x05, 0xA0, 0x1F, 0x54, // 2000 in the long form: i32 42
            0x00,
        ];
        var reader = new CompactReader(encoded, 0);
        int id = 0;
        int found = 0;
        while (reader.TryReadField(ref id, out CompactType type))
        {
            if (id == 2000)
            {
                found = reader.ReadInt32(type);
            }
            else
            {
                reader.Skip(type);
            }
        }

        Assert.Equal(42, found);
        Assert.Equal(encoded.Length, reader.Position);
    }

    [Theory]
    [InlineData(new byte[0], "cut short")]
    [InlineData(new byte[] { 0x15 }, "cut short")]
    [InlineData(new byte[] { 0x18, 0x05, 0x61 }, "a string of 5 bytes with 1 left")]
    [InlineData(new byte[] { 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "a string of 18446744073709551615 bytes")]
    [InlineData(new byte[] { 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, "a list announces 4294967295 elements")]
    [InlineData(new byte[] { 0x1B, 0xFF, 0xFF, 0x03, 0x55 }, "a map announces 65535 entries")]
    [InlineData(new byte[] { 0x16, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F }, "longer than 64 bits")]
    [InlineData(new byte[] { 0x05, 0xFF, 0xFF, 0x7F }, "field id")]
    [InlineData(new byte[] { 0x1E, 0x00 }, "type 14")]
    public void F44_Lengths_beyond_the_bytes_are_format_errors_with_their_offset(byte[] encoded, string expected)
    {
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() =>
        {
            var reader = new CompactReader(encoded, 1000);
            reader.Skip(CompactType.Struct);
        });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset ?? 0, 1000, 1000 + encoded.Length);
    }

    [Fact]
    public void F44_Nesting_is_followed_to_a_limit()
    {
        byte[] structs = [.. Enumerable.Repeat((byte)0x1C, 100_000)];
        byte[] lists = [.. Enumerable.Repeat((byte)0x19, 100_000)];
        Assert.Contains("nested", Assert.Throws<ParquetFormatException>(() => Skip(structs, CompactType.Struct)).Message, StringComparison.Ordinal);
        Assert.Contains("nested", Assert.Throws<ParquetFormatException>(() => Skip(lists, CompactType.List)).Message, StringComparison.Ordinal);

        static void Skip(byte[] bytes, CompactType type)
        {
            var reader = new CompactReader(bytes, 0);
            reader.Skip(type);
        }
    }
}
