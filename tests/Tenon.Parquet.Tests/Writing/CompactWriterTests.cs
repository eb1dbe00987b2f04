using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Tests.Writing;

public sealed class CompactWriterTests
{
    // Goal: each element of the protocol has the bytes that its description gives.
    // Method: written by hand.
    [Fact]
    public void Fields_and_lists_have_the_bytes_of_the_protocol()
    {
        var writer = new CompactWriter(1);
        writer.BeginStruct();
        writer.Boolean(1, true); // 0x11: distance 1, type 1
        writer.Boolean(2, false); // 0x12
        writer.Int8(3, -1); // 0x13 FF
        writer.Int16(4, -3); // 0x14 05: zigzag
        writer.Int32(5, 300); // 0x15 D8 04
        writer.Int64(25, 1); // distance 20: long form 0x06, zigzag 25 = 0x32
        writer.Int64(24, long.MinValue); // falls: long form
        writer.Binary(26, [9, 8]); // 0x28 02 09 08
        writer.BeginList(27, CompactType.Int32, 2); // 0x19 25
        writer.Int32Element(-1);
        writer.Int32Element(1);
        writer.BeginStruct(28);
        writer.String(1, "ä");
        writer.EndStruct();
        writer.BeginList(29, CompactType.True, 15); // 0x19 F1 0F
        for (int i = 0; i < 15; i++)
        {
            writer.BooleanElement(i == 0);
        }

        writer.EndStruct();
        byte[] minimum = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
        byte[] expected =
        [
            0x11, 0x12, 0x13, 0xFF, 0x14, 0x05, 0x15, 0xD8, 0x04, 0x06, 0x32, 0x02, 0x06, 0x30, .. minimum, 0x28, 0x02, 0x09, 0x08,
            0x19, 0x25, 0x01, 0x02, 0x1C, 0x18, 0x02, 0xC3, 0xA4, 0x00, 0x19, 0xF1, 0x0F, 0x01, .. Enumerable.Repeat((byte)2, 14), 0x00,
        ];
        Assert.Equal(expected, writer.Written.ToArray());
        writer.Clear();
        Assert.Equal(0, writer.Length);
    }
}
