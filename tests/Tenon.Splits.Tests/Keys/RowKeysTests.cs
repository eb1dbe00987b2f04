using System.Collections.Immutable;
using Tenon.Splits.Keys;

namespace Tenon.Splits.Tests.Keys;

/// <summary>The message of row keys: pinned, read back, and refused when damaged.</summary>
public sealed class RowKeysTests
{
    private static readonly ImmutableArray<SortValue> First =
        [SortValue.OfText("cpu"), SortValue.Null, SortValue.OfInt64(-1), SortValue.OfFloat64(double.NaN), SortValue.OfBoolean(true), SortValue.OfInt64(0)];

    private static readonly ImmutableArray<SortValue> Last =
        [SortValue.OfText(""), SortValue.OfText("日本"), SortValue.OfInt64(long.MinValue), SortValue.OfFloat64(-0.0), SortValue.OfBoolean(false), SortValue.Null];

    [Fact]
    public void What_is_written_is_read_back_bit_by_bit()
    {
        var keys = new RowKeys(First, Last);
        Assert.Equal(keys, RowKeys.Parse(keys.ToProto().AsSpan()));
        Assert.NotEqual(keys, new RowKeys(First, First));
    }

    [Fact]
    public void The_message_is_pinned()
    {
        var keys = new RowKeys([SortValue.OfText("m"), SortValue.Null, SortValue.OfInt64(300)], [SortValue.OfText("n"), SortValue.Null, SortValue.OfInt64(-1)]);
        const string Min = "0A030A016D" + "0A00" + "0A0310AC02";
        const string Max = "12030A016E" + "1200" + "120B10FFFFFFFFFFFFFFFFFF01";
        const string All = "1A030A016E" + "1A00" + "1A0B10FFFFFFFFFFFFFFFFFF01";
        Assert.Equal(Min + Max + All, Convert.ToHexString(keys.ToProto().AsSpan()));
    }

    [Fact]
    public void The_text_for_people_has_the_names_of_the_message() => Assert.Equal(
        """{"min_row_values":["cpu",null,-1,"NaN",true,0],"max_row_values":["","\u65E5\u672C",-9223372036854775808,-0,false,null],"all_inclusive_max_row_values":["","\u65E5\u672C",-9223372036854775808,-0,false,null],"expired":false}""",
        new RowKeys(First, Last).ToJson());

    [Fact]
    public void Fields_that_are_not_known_are_passed_over()
    {
        var keys = new RowKeys(First, Last);
        byte[] more = [.. keys.ToProto(), 0x7a, 2, 1, 2, 0x78, 0x80, 1, 0x7d, 1, 2, 3, 4, 0x79, 1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(keys, RowKeys.Parse(more));
    }

    // Every cut and every flipped bit is read as something or refused as what it is, never anything else.
    [Fact]
    public void Damaged_bytes_are_a_format_error()
    {
        byte[] good = [.. new RowKeys(First, Last).ToProto()];
        int refused = 0;
        for (int cut = 0; cut < good.Length; cut++)
        {
            refused += IsRefused(good[..cut]) ? 1 : 0;
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. good];
                flipped[cut] ^= (byte)(1 << bit);
                IsRefused(flipped);
            }
        }

        Assert.True(refused > good.Length / 2, $"{refused} of {good.Length} cuts were refused");
        Assert.True(IsRefused([0x20, 1]), "expired row keys");

        static bool IsRefused(byte[] bytes)
        {
            try
            {
                RowKeys.Parse(bytes);
                return false;
            }
            catch (FormatException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void Both_rows_have_the_same_columns() => Assert.Throws<ArgumentOutOfRangeException>(() => new RowKeys(First, [SortValue.Null]));
}
