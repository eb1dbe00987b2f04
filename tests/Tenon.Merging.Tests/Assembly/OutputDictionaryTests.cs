using Tenon.Merging.Assembly;
using Tenon.Merging.Content;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests.Assembly;

public sealed unsafe class OutputDictionaryTests
{
    // Goal: in each row group codes are given in the order of first use and stand for the right values; what the table of symbols knows from
    // row groups before, and when it forgets that, does not show.
    // Method: row groups of random values of a drifting range, as symbols or direct, against a list of distinct values; the table is made to forget
    // at random.
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(0)]
    public void Codes_are_numbers_in_order_of_first_use_whatever_the_table_knows(int width)
    {
        LeafType type = width switch { 4 => LeafType.Int32, 8 => LeafType.Int64, _ => LeafType.Bytes };
        ColumnDescriptor column = SchemaBuilder.Build([SchemaField.Required("c", type)]).Columns[0];
        CellHash hash = new(column.DottedPath);
        foreach (int seed in Seed.Many(50, 60))
        {
            Random random = new(seed);
            using BufferPool pool = new();
            using (OutputDictionary dictionary = new(column, pool))
            {
                int range = random.Next(1, 4000);
                for (int group = 0; group < 8; group++)
                {
                    ulong[] values = [.. Enumerable.Range(0, random.Next(0, 5000)).Select(_ => (ulong)((group * 500) + random.Next(range)))];
                    if (random.Next(3) == 0)
                    {
                        Array.Sort(values);
                    }

                    ulong[] distinct = [.. values.Distinct()];
                    Dictionary<ulong, int> expected = distinct.Select((value, code) => (value, code)).ToDictionary();
                    bool isDirect = random.Next(4) == 0;
                    dictionary.Open();
                    if (isDirect)
                    {
                        dictionary.BeginDirect();
                    }

                    int[] symbols = [.. values.Select(SymbolOf), 0];
                    if (!isDirect)
                    {
                        fixed (int* first = symbols)
                        {
                            dictionary.Encode(first, values.Length);
                        }
                    }

                    Assert.Equal(values.Select(value => expected[value]), symbols[..values.Length]);
                    Assert.Equal(distinct.Length, dictionary.Count);
                    Assert.Equal(distinct.Sum(value => width > 0 ? width : 4L + Bytes(value).Length), dictionary.PlainBytes);
                    for (int code = 0; code < distinct.Length; code++)
                    {
                        ReadOnlySpan<byte> found = width > 0 ? new(dictionary.FixedPointer + (code * width), width) : dictionary.ByteArrayPointer[code].Span;
                        Assert.True(found.SequenceEqual(Bytes(distinct[code])), $"seed {seed}, row group {group}: the value of code {code}");
                    }

                    dictionary.Clear();
                    if (random.Next(4) == 0)
                    {
                        dictionary.Symbols.Forget();
                    }
                }

                int SymbolOf(ulong value)
                {
                    int symbol = width > 0 ? dictionary.Symbols.SymbolOf(value, hash.Fixed(value)) : dictionary.Symbols.SymbolOf(Bytes(value), hash.Bytes(Bytes(value)));
                    Assert.Equal(width > 0 ? hash.Fixed(value) : hash.Bytes(Bytes(value)), dictionary.Symbols.Hashes[symbol]);
                    return symbol;
                }
            }

            Assert.Equal(0, pool.RentedBytes);
        }

        byte[] Bytes(ulong value) => width > 0 ? BitConverter.GetBytes(value)[..width] : [.. Enumerable.Repeat((byte)(value & 0xFF), (int)(value % 7)), .. BitConverter.GetBytes(value)];
    }

    [Fact]
    public void A_table_that_knows_many_more_values_than_are_used_starts_anew()
    {
        ColumnDescriptor column = SchemaBuilder.Build([SchemaField.Required("c", LeafType.Int64)]).Columns[0];
        CellHash hash = new(column.DottedPath);
        using BufferPool pool = new();
        using OutputDictionary dictionary = new(column, pool);
        int epoch = dictionary.Symbols.Epoch;
        int most = 0;
        for (ulong group = 0; group < 200; group++)
        {
            dictionary.Open();
            for (ulong i = 0; i < 100; i++)
            {
                ulong value = (group * 100) + i;
                dictionary.CodeOf(dictionary.Symbols.SymbolOf(value, hash.Fixed(value)));
            }

            most = Math.Max(most, dictionary.Symbols.Count);
            dictionary.Clear();
        }

        Assert.InRange(most, 400, 2000);
        Assert.NotEqual(epoch, dictionary.Symbols.Epoch);
    }
}
